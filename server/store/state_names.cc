#include "server/store/state_names.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lehr::server {
namespace {

constexpr std::string_view kFailurePrefix = "FAILURE_CLASS_";

// Names by number, without what they have in common. Made once: looking them up
// in protobuf's own tables takes longer than many a statement.
template <typename State>
std::vector<std::string_view> NamesOf(const std::string& (*name_of)(State),
                                      State last, std::string_view prefix) {
  std::vector<std::string_view> names;
  for (int state = 0; state <= last; ++state) {
    const std::string_view name = name_of(static_cast<State>(state));
    names.push_back(name.substr(std::min(prefix.size(), name.size())));
  }
  return names;
}

const std::vector<std::string_view>& SegmentNames() {
  static const auto& names = *new std::vector<std::string_view>(
      NamesOf<v1::SegmentState>(v1::SegmentState_Name<v1::SegmentState>,
                                v1::SegmentState_MAX, "SEGMENT_STATE_"));
  return names;
}

const std::vector<std::string_view>& SweepNames() {
  static const auto& names = *new std::vector<std::string_view>(
      NamesOf<v1::SweepState>(v1::SweepState_Name<v1::SweepState>,
                              v1::SweepState_MAX, "SWEEP_STATE_"));
  return names;
}

// 0, which is UNSPECIFIED, for a name that is not there.
int NumberOf(const std::vector<std::string_view>& names,
             std::string_view name) {
  for (std::size_t state = 0; state < names.size(); ++state) {
    if (names[state] == name) return static_cast<int>(state);
  }
  return 0;
}

}  // namespace

std::string_view NameOf(v1::SegmentState state) {
  return SegmentNames()[static_cast<std::size_t>(state)];
}

std::string_view NameOf(v1::SweepState state) {
  return SweepNames()[static_cast<std::size_t>(state)];
}

std::string_view NameOf(v1::FailureClass failure) {
  if (failure == v1::FAILURE_CLASS_UNSPECIFIED) return {};
  return std::string_view(v1::FailureClass_Name(failure))
      .substr(kFailurePrefix.size());
}

std::string_view NameOf(v1::Engine engine) {
  return engine == v1::ENGINE_LAMMPS ? "LAMMPS" : "LEHR";
}

v1::SegmentState SegmentStateOf(std::string_view name) {
  return static_cast<v1::SegmentState>(NumberOf(SegmentNames(), name));
}

v1::SweepState SweepStateOf(std::string_view name) {
  return static_cast<v1::SweepState>(NumberOf(SweepNames(), name));
}

v1::FailureClass FailureClassOf(std::string_view name) {
  v1::FailureClass failure = v1::FAILURE_CLASS_UNSPECIFIED;
  v1::FailureClass_Parse(std::string(kFailurePrefix).append(name), &failure);
  return failure;
}

v1::Engine EngineOf(std::string_view name) {
  return name == NameOf(v1::ENGINE_LAMMPS) ? v1::ENGINE_LAMMPS
                                           : v1::ENGINE_LEHR;
}

}  // namespace lehr::server
