#ifndef LEHR_PROTO_SUPPORT_DECIMAL_H_
#define LEHR_PROTO_SUPPORT_DECIMAL_H_

namespace lehr {

// The double nearest to `value` written with `digits` significant decimal
// digits, 1 to 17: 0.3 for 0.30000000000000004 and 12 digits. Numbers that are
// not finite stay.
double RoundToDigits(double value, int digits);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_DECIMAL_H_
