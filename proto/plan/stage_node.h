#ifndef LEHR_PROTO_PLAN_STAGE_NODE_H_
#define LEHR_PROTO_PLAN_STAGE_NODE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lehr/v1/stage.pb.h"

namespace lehr::plan {

// Stages as they stand after reading, once for a whole sweep: defaults written
// out, protocols expanded, parameters found. Walking a point through them needs
// no look-up by name.

// A Quantity is a number of a stage, as far as it is known before a point is
// chosen. Units are those of the proto field.
struct Quantity {
  enum class Source {
    kUnset,       // not given, and the field has no default
    kNumber,      // `number`; a NaN stands for what was wrong and is reported
    kParameter,   // value of parameter `parameter`
    kMeasured,    // `number`, or parameter `parameter`, times `reference`
    kRemembered,  // temperature at the latest RememberTemperature
  };

  Source source = Source::kUnset;
  double number = 0;
  int parameter = -1;  // sweep's parameters first, then the treatment's
  int reference = -1;  // index in ReferenceTable
  std::string field;   // path in the spec, for violations

  bool is_set() const { return source != Source::kUnset; }
};

// Where the box is to go.
struct StressTarget {
  enum class Kind {
    kUnset,     // where it is
    kPressure,  // `pressure`, compression positive
    kAxes,      // `axes`, tension positive; those unset are 0
  };

  Kind kind = Kind::kUnset;
  Quantity pressure;
  std::array<Quantity, 3> axes;
  std::array<bool, 3> fixed = {};  // kAxes: these keep their length
};

struct Create {
  v1::Lattice lattice = v1::LATTICE_FCC;
  v1::Counts cells;
  Quantity lattice_constant;
  std::optional<std::int64_t> seed;
};

struct Velocities {
  Quantity temperature;
  std::optional<std::int64_t> seed;
};

struct Hold {
  Quantity temperature;  // unset: the present one
  Quantity time;
  StressTarget stress;
  v1::Coupling coupling = v1::COUPLING_UNSPECIFIED;  // the present one
  bool isolated = false;
};

struct Ramp {
  Quantity from;  // unset: the present temperature
  Quantity to;
  Quantity rate;  // this or `time` is set
  Quantity time;
  StressTarget stress;
  v1::Coupling coupling = v1::COUPLING_UNSPECIFIED;
};

// Load and unload.
struct Load {
  StressTarget stress;
  Quantity time;
  Quantity temperature;
  v1::Coupling coupling = v1::COUPLING_UNSPECIFIED;
  bool unload = false;
};

struct Deform {
  v1::Axis axis = v1::AXIS_Y;  // unspecified if `shear` is not
  v1::ShearPlane shear = v1::SHEAR_PLANE_UNSPECIFIED;
  Quantity rate;  // 1/s
  Quantity to;
  v1::StrainMeasure measure = v1::STRAIN_MEASURE_ENGINEERING;
  Quantity temperature;
  StressTarget stress;  // of the other axes
};

struct Replicate {
  v1::Counts counts;
  bool reseed = true;
  std::optional<std::int64_t> seed;
};

struct Surface {
  v1::Axis axis = v1::AXIS_X;
};

struct Minimize {
  Quantity force_tolerance;
  bool relax_box = false;
};

struct Save {
  std::string name;
};

struct MeasureEnergy {
  Quantity time;
  Quantity settle;
  Quantity temperature;
};

struct MeasureElastic {
  Quantity strain;
  Quantity force_tolerance;
};

struct MeasureStressStrain {
  Quantity smoothing;
  Quantity yield_window;
  Quantity flow_from;
  Quantity flow_to;
};

struct MeasureModulus {
  Quantity to;
};

struct MeasureGlassTransition {
  Quantity bin;
  Quantity glass_from;
  Quantity glass_to;
  Quantity liquid_from;
  Quantity liquid_to;
};

struct MeasureCreep {
  Quantity reference;
  Quantity elastic;
  Quantity fit_from;
};

struct MeasureReplicaOverlap {
  Quantity threshold;
};

struct MeasureStructure {
  std::vector<v1::ElementRadius> radii;  // as given
  Quantity face_area;
  Quantity edge;
  Quantity margin;  // unset: the cutoff of the potential
  v1::StructureState configuration = v1::STRUCTURE_STATE_INHERENT;
  v1::PackingRank rank = v1::PACKING_RANK_GAPS;  // unspecified with a table
  std::string classes_table;
};

struct MeasurePairDistribution {
  Quantity range;
  Quantity bin;
  v1::StructureState configuration = v1::STRUCTURE_STATE_INHERENT;
};

struct MeasureStructureFactor {
  Quantity q_max;
  Quantity q_step;
  Quantity range;
  Quantity bin;
  v1::StructureState configuration = v1::STRUCTURE_STATE_INHERENT;
};

struct MeasureLocalStrain {
  std::string reference;  // name of a saved state
  Quantity cutoff;
  Quantity threshold;
  v1::StructureState configuration = v1::STRUCTURE_STATE_INHERENT;
};

// Stands before the stages of a protocol that comes back to the temperature at
// which it started.
struct RememberTemperature {};

struct StageNode;

struct Cycle {
  Quantity count;
  std::vector<StageNode> body;
};

// A way to the side: after it the path goes on from where it begins. What it
// does leads through states of the path's next stage, so that it counts no
// work but its measurements.
struct Branch {
  std::vector<StageNode> body;
};

// A StageNode is one stage of a path, or several: repeated, or to the side.
struct StageNode {
  using Kind =
      std::variant<Create, Velocities, Hold, Ramp, Load, Deform, Replicate,
                   Surface, Minimize, Save, MeasureEnergy, MeasureElastic,
                   MeasureStressStrain, MeasureModulus, MeasureGlassTransition,
                   MeasureCreep, MeasureReplicaOverlap, MeasureStructure,
                   MeasurePairDistribution, MeasureStructureFactor,
                   MeasureLocalStrain, RememberTemperature, Cycle, Branch>;

  Kind kind;
  std::string field;  // path in the spec, of the protocol if it came from one
  int id = -1;        // unique in a sweep
  // What the stage depends on, apart from the state: each once. A cycle has
  // those of its count only.
  std::vector<int> parameters;
  std::vector<int> references;
};

// Quantities of a stage that are given.
std::vector<const Quantity*> QuantitiesOf(const StageNode::Kind& kind);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_STAGE_NODE_H_
