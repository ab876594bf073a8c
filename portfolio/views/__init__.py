"""Pages of a portfolio: its owner's, and what others see."""
