#include "server/store/state_names.h"

#include <string>

namespace lehr::server {
namespace {

constexpr std::string_view kSegmentPrefix = "SEGMENT_STATE_";
constexpr std::string_view kSweepPrefix = "SWEEP_STATE_";
constexpr std::string_view kFailurePrefix = "FAILURE_CLASS_";

}  // namespace

std::string_view NameOf(v1::SegmentState state) {
  return std::string_view(v1::SegmentState_Name(state))
      .substr(kSegmentPrefix.size());
}

std::string_view NameOf(v1::SweepState state) {
  return std::string_view(v1::SweepState_Name(state))
      .substr(kSweepPrefix.size());
}

std::string_view NameOf(v1::FailureClass failure) {
  if (failure == v1::FAILURE_CLASS_UNSPECIFIED) return {};
  return std::string_view(v1::FailureClass_Name(failure))
      .substr(kFailurePrefix.size());
}

v1::SegmentState SegmentStateOf(std::string_view name) {
  v1::SegmentState state = v1::SEGMENT_STATE_UNSPECIFIED;
  v1::SegmentState_Parse(std::string(kSegmentPrefix).append(name), &state);
  return state;
}

v1::SweepState SweepStateOf(std::string_view name) {
  v1::SweepState state = v1::SWEEP_STATE_UNSPECIFIED;
  v1::SweepState_Parse(std::string(kSweepPrefix).append(name), &state);
  return state;
}

v1::FailureClass FailureClassOf(std::string_view name) {
  v1::FailureClass failure = v1::FAILURE_CLASS_UNSPECIFIED;
  v1::FailureClass_Parse(std::string(kFailurePrefix).append(name), &failure);
  return failure;
}

}  // namespace lehr::server
