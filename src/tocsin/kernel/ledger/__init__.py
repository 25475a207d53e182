"""The tamper-evident record over every act and every look: sequenced, signed, proved, examined."""
