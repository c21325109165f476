"""The contract written a second time, from its text alone; nothing here imports the product."""
