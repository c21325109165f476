"""公示: notices drafted from approved cases, posted by an approver; objections against their cases."""
