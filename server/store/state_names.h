#ifndef LEHR_SERVER_STORE_STATE_NAMES_H_
#define LEHR_SERVER_STORE_STATE_NAMES_H_

#include <string_view>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::server {

// How columns spell the states: the proto's names without their prefix,
// "READY". Literals, valid for good.
std::string_view NameOf(v1::SegmentState state);
std::string_view NameOf(v1::SweepState state);
// Empty for what is unspecified.
std::string_view NameOf(v1::FailureClass failure);
// Lehr's own for what is unspecified.
std::string_view NameOf(v1::Engine engine);

// The other way. Unspecified for what is no name: columns have a CHECK.
v1::SegmentState SegmentStateOf(std::string_view name);
v1::SweepState SweepStateOf(std::string_view name);
// Unspecified also for what is empty.
v1::FailureClass FailureClassOf(std::string_view name);
// Lehr's own for what is no name.
v1::Engine EngineOf(std::string_view name);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_STATE_NAMES_H_
