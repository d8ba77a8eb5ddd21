#ifndef LEHR_PROTO_PLAN_FIELD_NAME_H_
#define LEHR_PROTO_PLAN_FIELD_NAME_H_

#include <string>

#include <google/protobuf/descriptor.h>

namespace lehr::plan {

// A FieldName is what people call a field of law.proto.
struct FieldName {
  std::string name;  // "relaxation time"
  std::string unit;  // "ps"; empty if it has none
  double scale = 1;  // by which a value is to be multiplied to be in that unit
};

// As most papers have it: rates of strain per second, not per picosecond.
FieldName NameOf(const google::protobuf::FieldDescriptor& field);

// "relaxation time [ps]".
std::string WithUnit(const std::string& name, const std::string& unit);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_FIELD_NAME_H_
