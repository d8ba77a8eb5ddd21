#include "proto/plan/protocols.h"

#include <utility>

namespace lehr::plan {
namespace {

// Builds the stages of a protocol one after the other.
class Writer {
 public:
  explicit Writer(std::string field) : field_(std::move(field)) {}

  // To be first where Start() is used.
  void Remember() { Add(RememberTemperature{}); }

  void Load(const StressTarget& stress, const Quantity& time) {
    Add(plan::Load{stress, time, {}, v1::COUPLING_NONE, false});
  }
  void Unload(const Quantity& time) {
    Add(plan::Load{Zero(), time, {}, v1::COUPLING_NONE, true});
  }
  void Hold(const StressTarget& stress, const Quantity& time) {
    Add(plan::Hold{{}, time, stress, v1::COUPLING_NONE});
  }
  void Ramp(const StressTarget& stress, const Quantity& to,
            const Quantity& rate) {
    Add(plan::Ramp{{}, to, rate, {}, stress, v1::COUPLING_NONE});
  }
  void Add(StageNode::Kind kind) {
    nodes_.push_back({std::move(kind), field_, -1, {}, {}});
  }

  // The temperature at Remember().
  Quantity Start() const {
    Quantity start;
    start.source = Quantity::Source::kRemembered;
    start.field = field_;
    return start;
  }
  // No stress at all.
  StressTarget Zero() const {
    StressTarget zero;
    zero.kind = StressTarget::Kind::kAxes;
    return zero;
  }
  std::vector<StageNode> Take() { return std::exchange(nodes_, {}); }

 private:
  std::string field_;
  std::vector<StageNode> nodes_;
};

}  // namespace

std::vector<StageNode> ReadProtocol(const v1::ThermalPressureProtocol& protocol,
                                    const std::string& field,
                                    QuantityReader* reader) {
  StressTarget pressed;
  pressed.kind = StressTarget::Kind::kPressure;
  pressed.pressure = reader->Measurable(protocol, field, "pressure_gpa", 3);
  const Quantity temperature =
      reader->Required(protocol, field, "annealing_temperature_kelvin");
  const Quantity time =
      reader->Optional(protocol, field, "annealing_time_ps", 1000);
  const Quantity rate =
      reader->Optional(protocol, field, "rate_kelvin_per_ps", 1);
  const Quantity ramp = reader->Optional(protocol, field, "ramp_ps", 30);
  const Quantity settle = reader->Optional(protocol, field, "settle_ps", 20);
  const Quantity relax = reader->Optional(protocol, field, "relax_ps", 200);
  const bool at_annealing =
      reader->EnumOr(protocol.pressure_on(), v1::PRESSURE_ON_BEFORE_HEATING,
                     v1::PressureOn_IsValid(protocol.pressure_on()),
                     field + ".pressure_on") == v1::PRESSURE_ON_AT_ANNEALING;
  const bool before_cooling =
      reader->EnumOr(protocol.pressure_off(), v1::PRESSURE_OFF_AFTER_COOLING,
                     v1::PressureOff_IsValid(protocol.pressure_off()),
                     field + ".pressure_off") ==
      v1::PRESSURE_OFF_BEFORE_COOLING;
  Writer writer(field);
  writer.Remember();
  if (at_annealing) writer.Ramp(writer.Zero(), temperature, rate);
  writer.Load(pressed, ramp);
  writer.Hold(pressed, settle);
  if (!at_annealing) writer.Ramp(pressed, temperature, rate);
  writer.Hold(pressed, time);
  if (before_cooling) writer.Unload(ramp);
  writer.Ramp(before_cooling ? writer.Zero() : pressed, writer.Start(), rate);
  if (!before_cooling) writer.Unload(ramp);
  writer.Hold(writer.Zero(), relax);
  return writer.Take();
}

std::vector<StageNode> ReadProtocol(const v1::BiaxialTensionProtocol& protocol,
                                    const std::string& field,
                                    QuantityReader* reader) {
  StressTarget loaded;
  loaded.kind = StressTarget::Kind::kAxes;
  loaded.axes[0] = reader->RequiredMeasurable(protocol, field, "stress_gpa");
  loaded.axes[1] = loaded.axes[0];
  const Quantity hold = reader->Optional(protocol, field, "hold_ps", 20000);
  const Quantity ramp = reader->Optional(protocol, field, "ramp_ps", 20);
  const Quantity relax = reader->Optional(protocol, field, "relax_ps", 5000);
  Writer writer(field);
  writer.Load(loaded, ramp);
  writer.Hold(loaded, hold);
  writer.Unload(ramp);
  writer.Hold(writer.Zero(), relax);
  return writer.Take();
}

std::vector<StageNode> ReadProtocol(
    const v1::CryogenicCyclingProtocol& protocol, const std::string& field,
    QuantityReader* reader) {
  const Quantity cycles = reader->Required(protocol, field, "cycles");
  const Quantity low = reader->Optional(protocol, field, "low_kelvin", 10);
  const Quantity high = reader->Optional(protocol, field, "high_kelvin", 400);
  const Quantity low_hold =
      reader->Optional(protocol, field, "low_hold_ps", 100);
  const Quantity high_hold =
      reader->Optional(protocol, field, "high_hold_ps", 10);
  const Quantity rate =
      reader->Optional(protocol, field, "rate_kelvin_per_ps", 1);
  const Quantity relax = reader->Optional(protocol, field, "relax_ps", 200);
  Writer body(field);
  body.Ramp(body.Zero(), low, rate);
  body.Hold(body.Zero(), low_hold);
  body.Ramp(body.Zero(), high, rate);
  body.Hold(body.Zero(), high_hold);

  Writer writer(field);
  writer.Remember();
  writer.Add(Cycle{cycles, body.Take()});
  writer.Ramp(writer.Zero(), writer.Start(), rate);
  writer.Hold(writer.Zero(), relax);
  return writer.Take();
}

}  // namespace lehr::plan
