"""Made sentences: frames and word lists written for Detente, and the generator that fills the one with the other."""
