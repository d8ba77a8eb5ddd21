#ifndef LEHR_CLIENT_PLOT_PARAMETER_LABEL_H_
#define LEHR_CLIENT_PLOT_PARAMETER_LABEL_H_

#include <string>
#include <string_view>

#include "client/plot/figure.h"
#include "lehr/v1/sweep.pb.h"

namespace lehr::client {

// A name as people write it: "thermal pressure", "as-cast".
std::string WordsOf(std::string_view name);

// The text of an axis with this parameter. Its unit is that of the field in
// which the spec uses it first: K if that is a temperature. A multiple of
// something measured says of what.
Label ParameterLabel(const v1::SweepSpec& spec, const std::string& parameter);

// "1000 K", "0.6", for legends and tables.
std::string ValueText(const Label& parameter, double value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_PARAMETER_LABEL_H_
