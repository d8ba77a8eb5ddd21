#ifndef LEHR_PROTO_SUPPORT_CSV_H_
#define LEHR_PROTO_SUPPORT_CSV_H_

#include <span>
#include <string>
#include <string_view>

namespace lehr {

// The name of a column with its unit, as spreadsheets and pandas like it:
// "stress_xx" in "GPa" is "stress_xx_GPa", "density" in "g/cm^3" is
// "density_g_per_cm3"; "strain" in "1" stays, and so does "time_ps" in "ps".
std::string CsvHeading(std::string_view name, std::string_view unit);

// A CsvColumn is one quantity of a table.
struct CsvColumn {
  std::string heading;
  std::span<const double> values;
};

// The table: a line of headings, then a line for each row, numbers with all
// their digits. Cells that a shorter column lacks are empty.
std::string ToCsv(std::span<const CsvColumn> columns);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_CSV_H_
