"""What a request means: services ranked by a sentence model beside the rules' words."""
