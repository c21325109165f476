"""文书: the register of official letters; 工作日历: the working days that every period is counted by."""
