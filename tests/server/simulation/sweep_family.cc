#include "tests/server/simulation/sweep_family.h"

#include <array>

#include <absl/strings/str_cat.h>

#include "proto/plan/law_key.h"
#include "proto/support/sha256.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"

namespace lehr::server {
namespace {

// Two temperatures, of which kAnnealed has one, and another measurement.
constexpr char kOtherTemperatures[] = R"(
  treatments { name: "as_cast" }
  treatments {
    name: "annealed"
    parameters { name: "kelvin" list { values: [600, 750] } }
    stages { hold { temperature_kelvin { parameter: "kelvin" }
                    time_ps { number: 1 } } } }
  test { measure { measures { structure {} } } }
)";

// One path, left after 1, 2 and 4 ps: what is longer goes on from what is
// shorter.
constexpr char kOnOnePath[] = R"(
  treatments {
    name: "annealed"
    parameters { name: "time" list { values: [1, 2, 4] } }
    stages { hold { temperature_kelvin { number: 600 }
                    time_ps { parameter: "time" } } } }
  test { measure { measures { energy { time_ps { number: 1 } } } } }
)";

// One segment behind the sample.
constexpr char kShort[] = R"(
  treatments { name: "as_cast" }
  test { measure { measures { energy { time_ps { number: 1 } } } } }
)";

const char* TextOf(int family) {
  const std::array<const char*, kFamilies> texts = {
      kAnnealed, kOtherTemperatures, kPulled,   kOnOnePath,
      kShort,    kMeasured,          kCompared, kPulled};
  return texts[static_cast<std::size_t>(family)];
}

}  // namespace

v1::SubmitSweepRequest SubmissionOf(int family, int sample,
                                    const std::string& request_id,
                                    int priority) {
  std::string text = std::string(plan::kSample) + TextOf(family);
  // Curves that are finer than those of the others.
  if (family == kFamilies - 1) text += "settings { record_ps: 0.01 }";
  v1::SubmitSweepRequest request;
  request.set_request_id(request_id);
  *request.mutable_spec() = plan::ParseSweep(text);
  request.mutable_spec()->set_seed(sample + 1);
  request.mutable_spec()->set_priority(priority);
  return request;
}

std::string CheckpointStateOf(const v1::Lease& lease, std::int64_t step) {
  const std::string path = plan::LawKey(lease.start_state_key(),
                                        lease.potential_sha256(), lease.work());
  return Sha256Of(
      absl::StrCat("at ", step, " of ",
                   path.empty() ? lease.work().SerializeAsString() : path));
}

}  // namespace lehr::server
