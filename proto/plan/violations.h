#ifndef LEHR_PROTO_PLAN_VIOLATIONS_H_
#define LEHR_PROTO_PLAN_VIOLATIONS_H_

#include <string>
#include <unordered_set>

#include <absl/status/status.h>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::plan {

// Most bytes of the detail that ToStatus() attaches. It travels in the trailers
// of an HTTP/2 answer, for which gRPC allows 8 KiB in all, a third more than
// the bytes before they are encoded.
inline constexpr std::size_t kMaxViolationBytes = 5000;

// Violations collects what is wrong with a spec, in the order found.
class Violations {
 public:
  // Notes that the field with this path ("replicas", "sample[1].hold.time_ps")
  // is wrong. A field is reported once: of several messages the first stays.
  void Add(const std::string& field, const std::string& message);

  bool empty() const { return all_.violations().empty(); }

  // OK if there are none. Else INVALID_ARGUMENT with the first one and the
  // number of the others as message, and a v1::SpecViolations as detail. If
  // they do not fit into kMaxViolationBytes, the last entry says how many are
  // left out.
  absl::Status ToStatus() const;

 private:
  v1::SpecViolations all_;
  std::unordered_set<std::string> fields_;
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_VIOLATIONS_H_
