"""Sound as something that drives pictures: decoding within limits, and what an ear hears in it, frame by frame."""
