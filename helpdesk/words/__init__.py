"""What the console and the commands both say of what they show, in the reader's language; nothing here draws."""
