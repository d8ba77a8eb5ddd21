#include "server/coordinator/measured_numbers.h"

#include <cmath>

#include "server/core/work_numbers.h"
#include "server/store/segment_table.h"

namespace lehr::server {

std::optional<double> MeasuredValueOf(Database& database,
                                      const v1::MeasuredReference& reference) {
  const SegmentIdAndState measuring =
      FindSegmentByKey(database, reference.segment_key());
  for (const v1::Observable& observable :
       LoadObservables(database, measuring.id)) {
    if (observable.name() == reference.observable()) return observable.value();
  }
  return std::nullopt;
}

std::vector<v1::MeasuredNumber> MeasuredNumbersOf(
    Database& database, const v1::Work& planned,
    const std::function<int(const std::string& key)>& position_of) {
  std::vector<v1::MeasuredNumber> numbers;
  v1::Work work = planned;
  for (const NamedNumber& named : NumbersOf(&work)) {
    if (!named.number->has_reference()) continue;
    const v1::MeasuredReference& reference = named.number->reference();
    v1::MeasuredNumber& number = numbers.emplace_back();
    number.set_segment(position_of(reference.segment_key()));
    number.set_observable(reference.observable());
    number.set_factor(named.number->value());
    number.set_field(named.field);
    const auto value = MeasuredValueOf(database, reference);
    if (value.has_value() && std::isfinite(*value)) {
      number.set_value(*value * number.factor());
    }
  }
  return numbers;
}

}  // namespace lehr::server
