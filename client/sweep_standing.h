#ifndef LEHR_CLIENT_SWEEP_STANDING_H_
#define LEHR_CLIENT_SWEEP_STANDING_H_

#include <ostream>
#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// Where a sweep stands, and why: "running", "paused: the pressure is wrong".
std::string StandingText(const v1::Sweep& sweep);

// What a verb that steers a sweep says of it then, for people or as JSON:
// "glass (sweep 3) paused: the pressure is wrong: 2 of 12 points done".
void WriteStanding(const v1::Sweep& sweep, bool json, std::ostream& out);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SWEEP_STANDING_H_
