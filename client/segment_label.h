#ifndef LEHR_CLIENT_SEGMENT_LABEL_H_
#define LEHR_CLIENT_SEGMENT_LABEL_H_

#include <optional>
#include <string_view>

namespace lehr::client {

// `label` without the leading folders that it has in common with `before`:
// "test/elastic" after "test/energy" is "elastic".
std::string_view ShortLabel(std::string_view label, std::string_view before);

// A LabelCycle is what a label says of cycles: "cycling/cycle 3/hold 10 K" is
// of cycle 3 of "cycling/".
struct LabelCycle {
  std::string_view before;  // a part of the label
  int number = 0;
};
std::optional<LabelCycle> CycleOf(std::string_view label);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SEGMENT_LABEL_H_
