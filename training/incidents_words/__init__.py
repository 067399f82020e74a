"""What joins words to happenings: the table of words, the vectors of meaning, the weights of event coreference."""
