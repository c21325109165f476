"""The contract of `duixian assess` and `duixian match`, sentence by sentence."""
