#ifndef LEHR_PROTO_PLAN_QUANTITY_READER_H_
#define LEHR_PROTO_PLAN_QUANTITY_READER_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <google/protobuf/message.h>

#include "lehr/v1/stage.pb.h"
#include "proto/plan/references.h"
#include "proto/plan/stage_node.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// QuantityReader reads the numbers of stages. Fields are named as in the proto,
// so that the path in a violation cannot differ from the field that was read.
class QuantityReader {
 public:
  // For stages of treatment `owner` (or ReferenceTable::kSample) that may use
  // `parameters`. `references` and `violations` must outlive the reader.
  QuantityReader(std::vector<std::string> parameters, int owner,
                 ReferenceTable* references, Violations* violations);

  // The v1::Value in the field `name` of `message`, which is at path `field`.
  // Not given means `fallback`.
  Quantity Optional(const google::protobuf::Message& message,
                    const std::string& field, const char* name,
                    std::optional<double> fallback = std::nullopt);
  // As Optional, but not given is a violation.
  Quantity Required(const google::protobuf::Message& message,
                    const std::string& field, const char* name);
  // As Optional, and may be a multiple of something measured.
  Quantity Measurable(const google::protobuf::Message& message,
                      const std::string& field, const char* name,
                      std::optional<double> fallback = std::nullopt);
  // As Measurable and Required.
  Quantity RequiredMeasurable(const google::protobuf::Message& message,
                              const std::string& field, const char* name);
  // `stress`, which is at path `field`.
  StressTarget Stress(const v1::Stress& stress, const std::string& field);

  // The value of an enum at path `field`: `fallback` if it is not given. Newer
  // clients may send numbers that are not `known` here.
  template <typename Enum>
  Enum EnumOr(Enum value, Enum fallback, bool known, const std::string& field) {
    if (!known) {
      Violate(field, absl::StrFormat("expected a known value, found %d",
                                     static_cast<int>(value)));
    }
    return !known || static_cast<int>(value) == 0 ? fallback : value;
  }

  // Whether each parameter has been used so far.
  const std::vector<bool>& used() const { return used_; }

  Violations* violations() { return violations_; }
  void Violate(const std::string& field, const std::string& message) {
    violations_->Add(field, message);
  }

 private:
  Quantity Read(const v1::Value& value, const std::string& field,
                bool measurable);
  Quantity ReadReference(const v1::Reference& reference,
                         const std::string& field);
  // Makes `quantity` a parameter; a NaN, with a violation, if there is none.
  void UseParameter(const std::string& name, Quantity* quantity);

  std::vector<std::string> parameters_;
  std::vector<bool> used_;
  int owner_;
  ReferenceTable* references_;
  Violations* violations_;
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_QUANTITY_READER_H_
