#ifndef LEHR_PROTO_SUPPORT_STEADY_TIME_H_
#define LEHR_PROTO_SUPPORT_STEADY_TIME_H_

#include <absl/time/time.h>

namespace lehr {

// The time, for deciding who has been silent for how long: that of the wall
// clock when it was asked first in this process, and from then on going evenly.
// Setting the clock of the machine changes nothing. Any thread.
absl::Time SteadyNow();

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_STEADY_TIME_H_
