#include "worker/curve.h"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// GPa of one eV/Å³, CODATA 2018.
constexpr double kGpa = 160.2176634;

md::DynamicsLaw PulledAlongY(md::StrainMeasure measure) {
  md::DynamicsLaw law;
  law.time_step = 0.002;
  law.axes[1].mode = md::AxisMode::kRate;
  law.axes[1].strain_rate = 0.001;
  law.axes[1].strain_measure = measure;
  return law;
}

// Two atoms in a box of 10 × 20 × 5 Å³ that is 21 Å long by now.
md::State TwoAtoms() {
  md::State state;
  state.elements = {"Cu"};
  state.masses = {63.546};
  state.atoms.species = {0, 0};
  state.atoms.positions = {{0, 0, 0}, {5, 10, 2}};
  state.atoms.velocities.resize(2);
  state.atoms.images.resize(2);
  state.box.lengths = {10, 21, 5};
  state.law_start_lengths = {10, 20, 5};
  return state;
}

md::Record RecordAt(std::int64_t step) {
  md::Record record;
  record.step = step;
  record.mean.temperature = 300;
  record.mean.potential_energy = -8;
  record.mean.kinetic_energy = 0.5;
  record.mean.conserved_energy = -7.5;
  record.mean.lengths = {10, 21, 5};
  record.mean.extents = {10, 21, 5};
  record.mean.stress_volume = {1, 2, 3, 4, 5, 6};
  return record;
}

double Only(const v1::Curve& curve, std::string_view name) {
  const auto column = FindColumn(curve, name);
  EXPECT_OK(column);
  EXPECT_EQ(column.ok() ? column->size() : 0, 1U) << name;
  return column.ok() && !column->empty() ? column->front() : NAN;
}

TEST(CurveBuilderTest, HasTheColumnsThatReadersExpect) {
  const CurveBuilder builder(PulledAlongY(md::StrainMeasure::kEngineering),
                             TwoAtoms());
  std::vector<std::string> names;
  std::vector<std::string> units;
  for (const v1::Column& column : builder.curve().columns()) {
    names.push_back(column.name());
    units.push_back(column.unit());
  }
  EXPECT_THAT(
      names,
      ElementsAre("step", "time_ps", "temperature", "potential_energy",
                  "kinetic_energy", "conserved_energy", "length_x", "length_y",
                  "length_z", "volume_per_atom", "stress_xx", "stress_yy",
                  "stress_zz", "stress_yz", "stress_xz", "stress_xy",
                  "density_overflows", "strain_y", "stress_engineering_y"));
  EXPECT_THAT(units, ElementsAre("1", "ps", "K", "eV/atom", "eV/atom",
                                 "eV/atom", "A", "A", "A", "A^3", "GPa", "GPa",
                                 "GPa", "GPa", "GPa", "GPa", "1", "1", "GPa"));
}

TEST(CurveBuilderTest, ShearStrainIsTheTiltOverTheEdgeSinceTheLawBegan) {
  md::DynamicsLaw law;
  law.shear = md::ShearLaw{0, 2, 1e-3};
  md::State state = TwoAtoms();
  state.law_start_lengths = {10, 20, 30};
  state.law_start_tilts = {0, 0.6, 0};
  CurveBuilder builder(law, state);
  md::Record record;
  record.step = 100;
  record.mean.lengths = {11, 20, 31};
  record.mean.extents = record.mean.lengths;
  record.mean.tilts = {0, 0.66 + 0.31, 0};
  builder.Append({&record, 1});
  const auto strain = FindColumn(builder.curve(), "shear_strain_xz");
  ASSERT_OK(strain);
  EXPECT_NEAR((*strain)[0], 0.01, 1e-15);
}

TEST(CurveBuilderTest, RowsAreRecordsPerAtomAndPerVolume) {
  CurveBuilder builder(PulledAlongY(md::StrainMeasure::kEngineering),
                       TwoAtoms());
  const md::Record record = RecordAt(50);
  builder.Append({&record, 1});
  const v1::Curve& curve = builder.curve();
  EXPECT_EQ(Only(curve, "step"), 50);
  EXPECT_DOUBLE_EQ(Only(curve, "time_ps"), 0.1);
  EXPECT_EQ(Only(curve, "temperature"), 300);
  EXPECT_EQ(Only(curve, "potential_energy"), -4);
  EXPECT_EQ(Only(curve, "kinetic_energy"), 0.25);
  EXPECT_EQ(Only(curve, "conserved_energy"), -3.75);
  EXPECT_EQ(Only(curve, "length_y"), 21);
  EXPECT_EQ(Only(curve, "volume_per_atom"), 525);
  EXPECT_NEAR(Only(curve, "stress_xx"), 1 * kGpa / 1050, 1e-9);
  EXPECT_NEAR(Only(curve, "stress_xy"), 6 * kGpa / 1050, 1e-9);
  EXPECT_NEAR(Only(curve, "strain_y"), 0.05, 1e-15);
  // Force 2 eV / 21 Å on the initial 10 × 5 Å².
  EXPECT_NEAR(Only(curve, "stress_engineering_y"), 2 * kGpa / 21 / 50, 1e-9);
}

TEST(CurveBuilderTest, TrueStrainIsTheLogarithm) {
  CurveBuilder builder(PulledAlongY(md::StrainMeasure::kTrue), TwoAtoms());
  const md::Record record = RecordAt(50);
  builder.Append({&record, 1});
  EXPECT_DOUBLE_EQ(Only(builder.curve(), "strain_y"), std::log(1.05));
}

TEST(CurveBuilderTest, VacuumIsNoVolume) {
  md::State slab = TwoAtoms();
  slab.box.periodic[0] = false;
  slab.bulk_lengths = {9, 20, 5};
  md::DynamicsLaw law = PulledAlongY(md::StrainMeasure::kEngineering);
  law.axes[0].mode = md::AxisMode::kFree;
  md::Record record = RecordAt(50);
  record.mean.extents[0] = 8;  // within an edge of 10 Å
  CurveBuilder builder(law, slab);
  builder.Append({&record, 1});
  const v1::Curve& curve = builder.curve();
  EXPECT_EQ(Only(curve, "volume_per_atom"), 8 * 21 * 5 / 2.0);
  EXPECT_NEAR(Only(curve, "stress_yy"), 2 * kGpa / (8 * 21 * 5), 1e-9);
  // Engineering stress is per cross-section before the surface was opened.
  EXPECT_NEAR(Only(curve, "stress_engineering_y"), 2 * kGpa / 21 / (9 * 5),
              1e-9);
}

TEST(CurveBuilderTest, ContinuesAnEarlierCurve) {
  const auto law = PulledAlongY(md::StrainMeasure::kEngineering);
  CurveBuilder whole(law, TwoAtoms());
  CurveBuilder first(law, TwoAtoms());
  CurveBuilder second(law, TwoAtoms());
  const std::vector<md::Record> records = {RecordAt(50), RecordAt(100)};
  whole.Append(records);
  first.Append({&records[0], 1});
  ASSERT_OK(second.Continue(first.curve()));
  second.Append({&records[1], 1});
  EXPECT_EQ(second.curve().SerializeAsString(),
            whole.curve().SerializeAsString());
}

TEST(CurveBuilderTest, RefusesACurveOfAnotherLaw) {
  CurveBuilder pulled(PulledAlongY(md::StrainMeasure::kTrue), TwoAtoms());
  const CurveBuilder held(md::DynamicsLaw(), TwoAtoms());
  EXPECT_THAT(pulled.Continue(held.curve()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("strain_y")));
}

TEST(CurveBuilderTest, RefusesColumnsOfUnequalLength) {
  CurveBuilder builder(md::DynamicsLaw(), TwoAtoms());
  v1::Curve uneven = builder.curve();
  uneven.mutable_columns(2)->add_values(300);
  EXPECT_THAT(builder.Continue(uneven),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("temperature has 1 rows")));
}

TEST(FindColumnTest, NamesTheColumnsThereAre) {
  const CurveBuilder builder(md::DynamicsLaw(), TwoAtoms());
  EXPECT_THAT(FindColumn(builder.curve(), "strain_y"),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("\"strain_y\", found \"step time_ps")));
}

v1::Curve CurveWithSteps(const std::vector<double>& steps) {
  v1::Curve curve;
  v1::Column& column = *curve.add_columns();
  column.set_name("step");
  column.mutable_values()->Add(steps.begin(), steps.end());
  return curve;
}

TEST(RecordStepsTest, IsTheIntervalOfAnEvenCurve) {
  EXPECT_EQ(RecordSteps(CurveWithSteps({50, 100, 150}), 150), 50);
  EXPECT_EQ(RecordSteps(CurveWithSteps({7}), 7), 7);
}

TEST(RecordStepsTest, IsZeroWhereNothingCanBeContinued) {
  EXPECT_EQ(RecordSteps(CurveWithSteps({}), 0), 0);
  EXPECT_EQ(RecordSteps(CurveWithSteps({50, 100, 160}), 160), 0);
  EXPECT_EQ(RecordSteps(CurveWithSteps({50, 100}), 120), 0)
      << "within a record";
  EXPECT_EQ(RecordSteps(v1::Curve(), 50), 0);
}

}  // namespace
}  // namespace lehr::worker
