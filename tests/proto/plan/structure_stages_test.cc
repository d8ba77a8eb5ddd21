// Stages that measure the structure become measurements.

#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/curves_read.h"
#include "proto/plan/stage_laws.h"
#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Treatment(const std::string& name, const std::string& stages) {
  return absl::StrFormat("treatments { name: \"%s\" %s }\n", name, stages);
}

Plan PlanAfterSample(const std::string& stages) {
  return PlanOf(kSample + Treatment("t", stages));
}

// Violations of a sweep; fields from "measures[" on, where they have that.
std::vector<std::string> WrongWith(const std::string& text) {
  std::vector<std::string> wrong;
  const v1::SpecViolations violations = ViolationsOf(text);
  for (const v1::SpecViolation& violation : violations.violations()) {
    const std::size_t begin = violation.field().find("measures[");
    wrong.push_back(
        violation.field().substr(begin == std::string::npos ? 0 : begin) +
        ": " + violation.message());
  }
  return wrong;
}

std::vector<std::string> WrongAfterSample(const std::string& stages) {
  return WrongWith(kSample + Treatment("t", stages));
}

std::string Measure(const std::string& measure) {
  return "stages { measure { measures { " + measure + " } } } ";
}

std::string Hold(int time_ps) {
  return absl::StrFormat("stages { hold { time_ps { number: %d } } } ",
                         time_ps);
}

std::string Save(const std::string& name) {
  return absl::StrFormat("stages { save { name: \"%s\" } } ", name);
}

std::string LocalStrain(const std::string& reference) {
  return Measure(
      absl::StrFormat("local_strain { reference: \"%s\" }", reference));
}

constexpr char kSurface[] = "stages { surface { axis: AXIS_X } } ";

const v1::Measurement& LastMeasurement(const Plan& plan) {
  EXPECT_TRUE(plan.segments.back().work.has_measurement());
  return plan.segments.back().work.measurement();
}

TEST(StructureStagesTest, StructureHasTheRadiiOfTheMaterial) {
  const Plan plan = PlanAfterSample(Measure("structure {}"));
  const PlannedSegment& segment = SegmentAt(plan, "t/structure");
  EXPECT_EQ(segment.steps, kMinimizeEvaluations);
  EXPECT_EQ(segment.record_steps, 0);
  EXPECT_EQ(segment.atoms, 864);
  const v1::StructureMeasurement& structure =
      segment.work.measurement().structure();
  ASSERT_EQ(structure.radii_size(), 2);
  EXPECT_EQ(structure.radii(0).element(), "Cu");
  EXPECT_EQ(structure.radii(0).radius_angstrom(), 1.28);
  EXPECT_EQ(structure.radii(1).element(), "Zr");
  EXPECT_EQ(structure.radii(1).radius_angstrom(), 1.6);
  EXPECT_EQ(structure.face_area_rel(), 0);
  EXPECT_EQ(structure.edge_abs_angstrom(), 0);
  EXPECT_EQ(structure.configuration(), v1::STRUCTURE_STATE_INHERENT);
  EXPECT_EQ(structure.force_tolerance_ev_per_angstrom(), 1e-3);
  EXPECT_EQ(structure.rank(), v1::PACKING_RANK_GAPS);
  EXPECT_EQ(structure.classes_table(), "");
  // The cutoff of the potential.
  EXPECT_EQ(structure.surface_margin_angstrom(), 7.6);
  EXPECT_EQ(CurvesRead(segment.work.measurement()), 0);
}

TEST(StructureStagesTest, StructureTakesWhatIsGiven) {
  const Plan plan = PlanAfterSample(Measure(R"(structure {
      radii { element: "Zr" radius_angstrom: 1.55 }
      face_area_rel { number: 0.01 } edge_abs_angstrom { number: 0.2 }
      configuration: STRUCTURE_STATE_INSTANTANEOUS
      rank: PACKING_RANK_EXISTING surface_margin_angstrom { number: 9 } })"));
  EXPECT_EQ(plan.segments.back().steps, 0);
  const v1::StructureMeasurement& structure = LastMeasurement(plan).structure();
  ASSERT_EQ(structure.radii_size(), 2);
  EXPECT_EQ(structure.radii(0).radius_angstrom(), 1.28);
  EXPECT_EQ(structure.radii(1).radius_angstrom(), 1.55);
  EXPECT_EQ(structure.face_area_rel(), 0.01);
  EXPECT_EQ(structure.edge_abs_angstrom(), 0.2);
  EXPECT_EQ(structure.configuration(), v1::STRUCTURE_STATE_INSTANTANEOUS);
  EXPECT_EQ(structure.force_tolerance_ev_per_angstrom(), 0);
  EXPECT_EQ(structure.rank(), v1::PACKING_RANK_EXISTING);
  EXPECT_EQ(structure.surface_margin_angstrom(), 9);
}

TEST(StructureStagesTest, RadiiAreOfElementsOfTheMaterialEachOnce) {
  EXPECT_THAT(
      WrongAfterSample(Measure(R"(structure {
          radii { element: "Zn" radius_angstrom: 1.3 }
          radii { element: "Cu" radius_angstrom: 0 }
          radii { element: "Cu" radius_angstrom: 1.3 } })")),
      ElementsAre(
          "measures[0].structure.radii[1].radius_angstrom: expected a radius "
          "above 0 Å and at most 10 Å, found 0 Å",
          "measures[0].structure.radii[2].element: there are two radii of "
          "\"Cu\"",
          "measures[0].structure.radii[0].element: there is no element \"Zn\" "
          "in the material; known are Cu, Zr; did you mean \"Zr\"?"));
}

TEST(StructureStagesTest, ElementsWithoutADefaultNeedARadius) {
  const std::string material = R"(
    material { components { element: "Cu" fraction: 0.5 }
               components { element: "Al" fraction: 0.5 }
               potential { sha256: "pppppppppppppppppppppppppppppppp"
                           name: "p" cutoff_angstrom: 6.5 } })";
  EXPECT_THAT(
      WrongWith(material + kSample + Treatment("t", Measure("structure {}"))),
      ElementsAre("measures[0].structure.radii: expected a radius of "
                  "\"Al\", found none, and only Cu and Zr have "
                  "defaults"));
  EXPECT_THAT(
      WrongWith(material + kSample +
                Treatment("t", Measure("structure { radii { element: \"Al\" "
                                       "radius_angstrom: 1.43 } }"))),
      IsEmpty());
}

TEST(StructureStagesTest, ATableOfClassesIsCheckedAndHasNoRank) {
  const Plan plan = PlanAfterSample(
      Measure("structure { classes_table: \"# mine\\n\\n0 0 12 0 I # full\\n"
              "0\\t2 8 2 2\\r\\n\" }"));
  EXPECT_EQ(LastMeasurement(plan).structure().rank(),
            v1::PACKING_RANK_UNSPECIFIED);
  EXPECT_EQ(LastMeasurement(plan).structure().classes_table(),
            "# mine\n\n0 0 12 0 I # full\n0\t2 8 2 2\r\n");
  const auto wrong_table = [](const std::string& table) {
    return WrongAfterSample(
        Measure("structure { classes_table: \"" + table + "\" }"));
  };
  EXPECT_THAT(wrong_table("0 0 12 0 I\\n0 0 12 1 7"),
              ElementsAre("measures[0].structure.classes_table: line 2: "
                          "expected \"n3 n4 n5 n6 class\" with a class of 1 to "
                          "6 or I to VI, found \"0 0 12 1 7\""));
  EXPECT_THAT(wrong_table("0 0 12 I"), SizeIs(1));
  EXPECT_THAT(wrong_table("0 0 -12 0 I"), SizeIs(1));
  EXPECT_THAT(wrong_table(std::string(100001, ' ')),
              ElementsAre("measures[0].structure.classes_table: expected at "
                          "most 100000 bytes, found 100001"));
  EXPECT_THAT(
      WrongAfterSample(Measure("structure { classes_table: \"0 0 12 0 I\" "
                               "rank: PACKING_RANK_GAPS }")),
      ElementsAre("measures[0].structure.rank: expected none beside a table of "
                  "classes, because only the default classes have ranks"));
}

TEST(StructureStagesTest, NumbersOutsideTheirLimitsAreNamed) {
  EXPECT_THAT(
      WrongAfterSample(
          Measure("structure { face_area_rel { number: 0.7 } }") +
          Measure("pair_distribution { bin_angstrom { number: 0 } }") +
          Measure("structure { configuration: 7 }")),
      ElementsAre("measures[0].structure.configuration: expected a known "
                  "value, found 7",
                  "measures[0].structure.face_area_rel: expected a fraction of "
                  "the surface of at least 0 and at most 0.5, found 0.7",
                  "measures[0].pair_distribution.bin_angstrom: expected a "
                  "width above 0 Å and at most 1 Å, found 0 Å"));
}

TEST(StructureStagesTest, PairDistributionHasShells) {
  const Plan plan = PlanAfterSample(Measure("pair_distribution {}"));
  const v1::PairDistributionMeasurement& pairs =
      LastMeasurement(plan).pair_distribution();
  EXPECT_EQ(pairs.range_angstrom(), 10);
  EXPECT_EQ(pairs.bin_angstrom(), 0.02);
  EXPECT_EQ(pairs.configuration(), v1::STRUCTURE_STATE_INHERENT);
  EXPECT_EQ(pairs.force_tolerance_ev_per_angstrom(), 1e-3);
  EXPECT_EQ(plan.segments.back().label, "t/pair_distribution");
  EXPECT_THAT(
      WrongAfterSample(Measure("pair_distribution { range_angstrom { number: "
                               "1 } bin_angstrom { number: 1 } }") +
                       Measure("structure_factor { bin_angstrom { number: "
                               "1e-5 } }")),
      ElementsAre(
          "measures[0].pair_distribution.bin_angstrom: expected less than 1 Å "
          "and at least 1e-05 Å, which is 100000 steps, found 1 Å",
          "measures[0].structure_factor.bin_angstrom: expected less than 10 Å "
          "and at least 0.0001 Å, which is 100000 steps, found 1e-05 Å"));
}

TEST(StructureStagesTest, StructureFactorHasWaveNumbers) {
  const Plan plan = PlanAfterSample(Measure(
      "structure_factor { configuration: STRUCTURE_STATE_INSTANTANEOUS }"));
  const v1::StructureFactorMeasurement& factor =
      LastMeasurement(plan).structure_factor();
  EXPECT_EQ(factor.q_max_per_angstrom(), 20);
  EXPECT_EQ(factor.q_step_per_angstrom(), 0.05);
  EXPECT_EQ(factor.range_angstrom(), 10);
  EXPECT_EQ(factor.bin_angstrom(), 0.02);
  EXPECT_EQ(factor.configuration(), v1::STRUCTURE_STATE_INSTANTANEOUS);
  EXPECT_EQ(factor.force_tolerance_ev_per_angstrom(), 0);
  EXPECT_EQ(plan.segments.back().steps, 0);
}

TEST(StructureStagesTest, FreeSurfacesAreForCellsAndStrainsOnly) {
  const std::string reason =
      "expected a box that is periodic along all axes, because a density at a "
      "distance is not defined at free surfaces: measure before `surface`";
  EXPECT_THAT(WrongAfterSample(kSurface + Measure("pair_distribution {}") +
                               Measure("structure_factor {}")),
              ElementsAre("measures[0].pair_distribution: " + reason,
                          "measures[0].structure_factor: " + reason));
  EXPECT_THAT(WrongAfterSample(kSurface + Save("slab") + Hold(1) +
                               Measure("structure {}") + LocalStrain("slab")),
              IsEmpty());
}

TEST(StructureStagesTest, LocalStrainCountsBackToTheReference) {
  const Plan plan =
      PlanAfterSample(Save("a") + LocalStrain("a") + Hold(1) +
                      Measure("energy {}") + Hold(2) + LocalStrain("a"));
  const v1::LocalStrainMeasurement& strain =
      LastMeasurement(plan).local_strain();
  EXPECT_EQ(strain.reference_segments_back(), 2);
  EXPECT_EQ(strain.cutoff_angstrom(), 3.8);
  EXPECT_EQ(strain.threshold(), 0.3);
  EXPECT_EQ(strain.configuration(), v1::STRUCTURE_STATE_INHERENT);
  EXPECT_EQ(strain.force_tolerance_ev_per_angstrom(), 1e-3);
  // Two states are minimized.
  EXPECT_EQ(plan.segments.back().steps, 2 * kMinimizeEvaluations);
  // So far back the reference is, whatever the plan's order.
  int segment = plan.segments.back().parent;
  for (int i = 0; i < 2; ++i) {
    segment = plan.segments[static_cast<std::size_t>(segment)].parent;
  }
  const PlannedSegment& reference =
      plan.segments[static_cast<std::size_t>(segment)];
  EXPECT_THAT(reference.saved_as, ElementsAre("a"));
  // The state itself may be meant.
  for (const PlannedSegment& at : plan.segments) {
    if (!at.work.measurement().has_local_strain()) continue;
    EXPECT_EQ(at.work.measurement().local_strain().reference_segments_back(),
              &at == &plan.segments.back() ? 2 : 0);
  }
}

TEST(StructureStagesTest, OfSeveralStatesOfANameTheLastIsMeant) {
  const Plan plan = PlanAfterSample(Save("a") + Hold(1) + Save("b") + Hold(2) +
                                    Save("a") + Hold(3) + LocalStrain("a"));
  EXPECT_EQ(LastMeasurement(plan).local_strain().reference_segments_back(), 1);
  const Plan other = PlanAfterSample(Save("a") + Hold(1) + Save("b") + Hold(2) +
                                     Save("a") + Hold(3) + LocalStrain("b"));
  EXPECT_EQ(LastMeasurement(other).local_strain().reference_segments_back(), 2);
}

TEST(StructureStagesTest, ANameInACycleIsThatOfTheLastTime) {
  const Plan plan = PlanAfterSample(
      "stages { save { name: \"start\" } } "
      "stages { cycle { count { number: 3 } "
      "  body { save { name: \"now\" } } "
      "  body { hold { time_ps { number: 1 } } } } } " +
      LocalStrain("now") + LocalStrain("start"));
  std::vector<int> back;
  for (const PlannedSegment& segment : plan.segments) {
    if (!segment.work.measurement().has_local_strain()) continue;
    back.push_back(
        segment.work.measurement().local_strain().reference_segments_back());
  }
  EXPECT_THAT(back, ElementsAre(1, 3));
}

// Their segments are shared, their names are not: otherwise what is measured
// would depend on the order of the treatments.
TEST(StructureStagesTest, NamesOfOtherTreatmentsAreNotMeant) {
  const std::string saves = Treatment("saves", Hold(1) + Save("x") + Hold(1));
  const std::string measures =
      Treatment("measures", Hold(1) + Hold(2) + LocalStrain("x"));
  EXPECT_THAT(
      WrongWith(kSample + saves + measures),
      ElementsAre("measures[0].local_strain.reference: no stage before saves a "
                  "state as \"x\"; there are none"));
  const std::string sample =
      std::string(kSample) + "sample { save { name: \"x\" } }\n";
  for (const std::string& text :
       {sample + saves + measures, sample + measures + saves}) {
    const Plan plan = PlanOf(text);
    EXPECT_EQ(SegmentAt(plan, "measures/local_strain")
                  .work.measurement()
                  .local_strain()
                  .reference_segments_back(),
              2);
  }
}

TEST(StructureStagesTest, AReferenceMustBeKnownAndComparable) {
  EXPECT_THAT(
      WrongAfterSample(Save("as_cast") + Save("b") + LocalStrain("as_cats") +
                       Save("c")),
      ElementsAre("measures[0].local_strain.reference: no stage before saves a "
                  "state as \"as_cats\"; known are as_cast, b; did you mean "
                  "\"as_cast\"?"));
  EXPECT_THAT(
      WrongAfterSample(Save("small") +
                       "stages { replicate { counts { x: 2 y: 1 z: 1 } } } " +
                       LocalStrain("small")),
      ElementsAre("measures[0].local_strain.reference: expected a state of "
                  "1728 atoms, as many as this one has, found \"small\" with "
                  "864: save one after `replicate`"));
  EXPECT_THAT(
      WrongAfterSample(Save("bulk") + kSurface + LocalStrain("bulk")),
      ElementsAre("measures[0].local_strain.reference: expected a state with "
                  "the free surfaces that this one has, found \"bulk\" from "
                  "before `surface`: save one after it"));
  EXPECT_THAT(WrongAfterSample(Measure("local_strain {}")),
              ElementsAre("measures[0].local_strain.reference: expected a "
                          "name, found none"));
}

TEST(StructureStagesTest, DistancesClearlyBeyondHalfTheBoxAreFound) {
  const auto pairs = [](double range) {
    return Measure(absl::StrFormat(
        "pair_distribution { range_angstrom { number: %g } }", range));
  };
  // 24 Å at the beginning; a glass is a little larger or smaller.
  EXPECT_THAT(WrongAfterSample(pairs(14)), IsEmpty());
  EXPECT_THAT(
      WrongAfterSample(pairs(15)),
      ElementsAre("measures[0].pair_distribution.range_angstrom: expected at "
                  "most half an edge of the box, some 12 Å along x, found 15 "
                  "Å: use a larger box, or `replicate` before"));
  EXPECT_THAT(WrongAfterSample("stages { replicate { counts { x: 2 y: 2 z: 2 } "
                               "} } " +
                               pairs(15)),
              IsEmpty());
  EXPECT_THAT(WrongAfterSample("stages { replicate { counts { x: 2 y: 2 z: 1 } "
                               "} } " +
                               pairs(15)),
              SizeIs(1));
  // How long edges are after a deformation is not followed.
  EXPECT_THAT(
      WrongAfterSample("stages { deform { rate_per_second { number: -1e10 } "
                       "to_strain { number: -0.4 } } } " +
                       pairs(15)),
      IsEmpty());
  const auto strain = [](const std::string& before) {
    return before + Save("a") +
           Measure(
               "local_strain { reference: \"a\" cutoff_angstrom { number: 15 "
               "} }");
  };
  EXPECT_THAT(WrongAfterSample(strain("")), SizeIs(1));
  // Nothing is periodic along x.
  EXPECT_THAT(WrongAfterSample(
                  strain("stages { replicate { counts { x: 1 y: 2 z: 2 } } } " +
                         std::string(kSurface))),
              IsEmpty());
}

}  // namespace
}  // namespace lehr::plan
