// Sweeps that users are told to run are right.

#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "proto/plan/plan.h"
#include "proto/yaml/sweep_file.h"
#include "tests/support/status_matchers.h"

namespace lehr {
namespace {

namespace fs = std::filesystem;

TEST(SweepsTest, ThoseInDeployCanBePlanned) {
  int sweeps = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(LEHR_SOURCE_DIR) / "deploy/sweeps")) {
    SCOPED_TRACE(entry.path());
    auto file = yaml::ReadSweepFile(entry.path());
    ASSERT_OK(file);
    EXPECT_EQ(file->spec.name(), entry.path().stem());
    // As of the default one.
    v1::PotentialRef& potential =
        *file->spec.mutable_material()->mutable_potential();
    potential.set_name(file->potential);
    potential.set_sha256(std::string(32, 'p'));
    potential.set_format(v1::POTENTIAL_FORMAT_EAM_FS);
    for (const char* element : {"Cu", "Zr"}) potential.add_elements(element);
    potential.set_cutoff_angstrom(7.6);
    const auto plan = plan::MakePlan(file->spec);
    EXPECT_OK(yaml::WithPositions(plan.status(), *file));
    ++sweeps;
  }
  EXPECT_GE(sweeps, 2);
}

}  // namespace
}  // namespace lehr
