#include "lehr/md/eam_potential.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "engine/src/chosen_kernels.h"
#include "engine/src/eam_force_field.h"
#include "engine/src/eam_tables.h"
#include "engine/src/fast_force_field.h"
#include "engine/src/fast_tables.h"
#include "engine/src/setfl.h"

namespace lehr::md {
namespace {

class TabulatedEam final : public EamPotential {
 public:
  TabulatedEam(const SetflTable& table,
               std::span<const std::size_t> file_element)
      : tables_(table, file_element),
        fast_tables_(table, file_element, tables_.closest()) {
    for (const std::size_t element : file_element) {
      masses_.push_back(table.masses[element]);
    }
  }

  double cutoff() const override { return tables_.cutoff(); }
  std::vector<double> masses() const override { return masses_; }

  std::unique_ptr<ForceField> MakeForceField(
      std::span<const std::int32_t> species, int threads, double skin,
      Precision precision) const override {
    if (precision == Precision::kFast) {
      return MakeFastForceField(tables_, fast_tables_, ChosenEamKernels(),
                                ChosenFastKernels(), species, threads, skin);
    }
    return MakeEamForceField(tables_, ChosenEamKernels(), species, threads,
                             skin);
  }

 private:
  EamTables tables_;
  FastTables fast_tables_;
  std::vector<double> masses_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EamPotential>> EamPotential::FromSetfl(
    std::string_view content, std::string_view name,
    std::span<const std::string> elements) {
  absl::StatusOr<SetflTable> table = ReadSetfl(content, name);
  if (!table.ok()) return table.status();
  if (elements.empty() || elements.size() > kMostSpecies) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: elements asked for: expected 1 to %d, found %d",
                        name, kMostSpecies, elements.size()));
  }
  std::vector<std::size_t> file_element;
  for (const std::string& element : elements) {
    const auto found =
        std::find(table->elements.begin(), table->elements.end(), element);
    if (found == table->elements.end()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s:4: element \"%s\" is not in the table, which has %s", name,
          element, absl::StrJoin(table->elements, ", ")));
    }
    file_element.push_back(
        static_cast<std::size_t>(found - table->elements.begin()));
  }
  // Offsets into the tables of all pairs are 32-bit.
  const std::size_t fields = elements.size() * (elements.size() + 1) / 2 *
                             table->pair[0].size() * kForceTableFields;
  if (fields > (std::size_t{1} << 31) - kForceTableFields) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s:5: tables of %d knots for %d elements are too large", name,
        table->pair[0].size(), elements.size()));
  }
  std::unique_ptr<EamPotential> potential =
      std::make_unique<TabulatedEam>(*table, file_element);
  return potential;
}

}  // namespace lehr::md
