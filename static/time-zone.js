// Tells the sign-up form which time zone this browser is in. Without it, it is UTC.
for (const field of document.querySelectorAll("input[data-browser-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
