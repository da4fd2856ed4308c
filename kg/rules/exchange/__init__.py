"""The program in the languages of other engines."""
