"""What is looked for inside a file, by kind. Runs in the child process: no Django here, and nothing heavy at the top."""
