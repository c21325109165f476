"""How pages ask for a step of the process: what it will do, the fields that it takes, and the page that takes it."""
