"""What a technician sees and presses: Textual screens that show and ask, and decide nothing."""
