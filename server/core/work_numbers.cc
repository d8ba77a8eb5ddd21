#include "server/core/work_numbers.h"

#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

constexpr double kFsPerPs = 1000;

// Null if the work has none.
const v1::DynamicsLaw* DynamicsOf(const v1::Work& work) {
  if (work.advance().law().has_dynamics()) {
    return &work.advance().law().dynamics();
  }
  if (work.measurement().has_energy()) {
    return &work.measurement().energy().dynamics();
  }
  return nullptr;
}

v1::DynamicsLaw* MutableDynamicsOf(v1::Work* work) {
  if (DynamicsOf(*work) == nullptr) return nullptr;
  return work->has_advance()
             ? work->mutable_advance()->mutable_law()->mutable_dynamics()
             : work->mutable_measurement()
                   ->mutable_energy()
                   ->mutable_dynamics();
}

// An axis or number that is not set stays so: presence is part of the work.
void AddNumbers(const char* name, v1::AxisLaw* axis,
                std::vector<NamedNumber>* numbers) {
  if (!axis->has_stress()) return;
  v1::StressAxis* const stress = axis->mutable_stress();
  if (stress->has_start_gpa()) {
    numbers->push_back({absl::StrFormat("stress of %s [GPa]", name),
                        stress->mutable_start_gpa()});
  }
  if (stress->has_rate_gpa_per_ps()) {
    numbers->push_back({absl::StrFormat("stress rate of %s [GPa/ps]", name),
                        stress->mutable_rate_gpa_per_ps()});
  }
}

}  // namespace

std::vector<NamedNumber> NumbersOf(v1::Work* work) {
  std::vector<NamedNumber> numbers;
  v1::DynamicsLaw* const dynamics = MutableDynamicsOf(work);
  if (dynamics == nullptr) return numbers;
  if (dynamics->has_x()) AddNumbers("x", dynamics->mutable_x(), &numbers);
  if (dynamics->has_y()) AddNumbers("y", dynamics->mutable_y(), &numbers);
  if (dynamics->has_z()) AddNumbers("z", dynamics->mutable_z(), &numbers);
  return numbers;
}

double PhysicalTimePs(const v1::Work& work, std::int64_t steps) {
  const v1::DynamicsLaw* const dynamics = DynamicsOf(work);
  if (dynamics == nullptr) return 0;
  return static_cast<double>(steps) * dynamics->time_step_fs() / kFsPerPs;
}

}  // namespace lehr::server
