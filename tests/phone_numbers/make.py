"""Writes numbers.tsv: the example numbers of every region, as libphonenumber prints them.

    pip install phonenumbers==9.0.43
    python3 tests/phone_numbers/make.py > tests/phone_numbers/numbers.tsv

libphonenumber and its metadata are under the Apache License 2.0. The numbers are examples, nobody's in particular.
"""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

TYPES = [("mobile", PhoneNumberType.MOBILE), ("fixed", PhoneNumberType.FIXED_LINE)]

print("region", "type", "international", "national", sep="\t")
for region in sorted(phonenumbers.SUPPORTED_REGIONS):
    for name, kind in TYPES:
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None:
            international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
            national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
            print(region, name, international, national, sep="\t")
