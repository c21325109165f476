"""An application, from the applicant's side: begin, fill, hand in, keep the receipt."""
