// Whatever a client sends is planned or refused.

#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include "proto/plan/plan.h"
#include "proto/support/rpc_status.h"
#include "tests/proto/plan/random_sweeps.h"
#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Changes messages at random, with values at which code tends to break.
class Spoiler {
 public:
  explicit Spoiler(std::mt19937_64* random) : random_(*random) {}

  // Changes one field of `message`, or of a message in it.
  void Spoil(Message* message) {
    const auto* reflection = message->GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(*message, &fields);
    // Now and then a field that is not set.
    const auto* descriptor = message->GetDescriptor();
    if (descriptor->field_count() == 0) return;
    if (fields.empty() || Below(4) == 0) {
      fields = {descriptor->field(Below(descriptor->field_count()))};
    }
    const FieldDescriptor* field = fields[static_cast<std::size_t>(
        Below(static_cast<int>(fields.size())))];
    if (field->is_repeated()) return SpoilRepeated(field, message);
    if (Below(10) == 0) return reflection->ClearField(message, field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return Spoil(reflection->MutableMessage(message, field));
    }
    SpoilValue(field, message);
  }

 private:
  int Below(int limit) {
    return static_cast<int>(random_() % static_cast<unsigned>(limit));
  }

  double Number() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double numbers[] = {
        0,         -0.0,
        -1,        1,
        2.5,       1e-300,
        1e300,     -1e9,
        1e9,       1e18,
        1e12,      -kInfinity,
        kInfinity, std::numeric_limits<double>::quiet_NaN()};
    return numbers[Below(std::size(numbers))];
  }

  std::int64_t Integer() {
    const std::int64_t integers[] = {0,
                                     -1,
                                     1,
                                     7,
                                     std::numeric_limits<std::int32_t>::max(),
                                     std::numeric_limits<std::int32_t>::min()};
    return integers[Below(std::size(integers))];
  }

  void SpoilValue(const FieldDescriptor* field, Message* message) {
    const auto* reflection = message->GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return reflection->SetDouble(message, field, Number());
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection->SetInt32(message, field,
                                    static_cast<std::int32_t>(Integer()));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection->SetInt64(message, field, Integer());
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetBool(message, field, Below(2) == 0);
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection->SetEnumValue(message, field, Below(2) == 0 ? 1 : 99);
      case FieldDescriptor::CPPTYPE_STRING: {
        const char* strings[] = {"", "a", "d", "as_cast", "t0", "\x01 x"};
        return reflection->SetString(message, field,
                                     strings[Below(std::size(strings))]);
      }
      default:
        return;
    }
  }

  void SpoilRepeated(const FieldDescriptor* field, Message* message) {
    const auto* reflection = message->GetReflection();
    const int size = reflection->FieldSize(*message, field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
      return reflection->AddDouble(message, field, Number());
    }
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
    if (size == 0) return Spoil(reflection->AddMessage(message, field));
    const int index = Below(size);
    switch (Below(6)) {
      case 0:
        reflection->SwapElements(message, field, index, size - 1);
        return reflection->RemoveLast(message, field);
      case 1:
        reflection->AddMessage(message, field)
            ->CopyFrom(reflection->GetRepeatedMessage(*message, field, index));
        return;
      case 2:
        return reflection->SwapElements(message, field, index, Below(size));
      default:
        return Spoil(reflection->MutableRepeatedMessage(message, field, index));
    }
  }

  std::mt19937_64& random_;
};

TEST(PlanRobustnessTest, AnySpecIsPlannedOrRefusedWithReasons) {
  int refused = 0;
  constexpr int kSweeps = 400;
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    v1::SweepSpec spec = RandomSweep(&random);
    Spoiler spoiler(&random);
    for (int i = 0; i <= seed % 4; ++i) spoiler.Spoil(&spec);
    const absl::StatusOr<Plan> plan = MakePlan(spec);
    if (plan.ok()) continue;
    ++refused;
    ASSERT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
    v1::SpecViolations violations;
    ASSERT_TRUE(
        violations.ParseFromString(DetailOf(plan.status()).value_or("x")));
    EXPECT_GT(violations.violations_size(), 0);
    for (const v1::SpecViolation& violation : violations.violations()) {
      EXPECT_NE(violation.message(), "");
    }
  }
  // Most changes are wrong; some are not.
  EXPECT_GT(refused, kSweeps / 4);
  EXPECT_LT(refused, kSweeps);
}

TEST(PlanRobustnessTest, AnEmptySpecIsRefused) {
  EXPECT_GT(ViolationsOf(v1::SweepSpec()).violations_size(), 2);
}

}  // namespace
}  // namespace lehr::plan
