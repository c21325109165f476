"""Official letters: a number in sequence, the words, the file; frozen once issued."""
