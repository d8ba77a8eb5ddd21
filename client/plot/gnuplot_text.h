#ifndef LEHR_CLIENT_PLOT_GNUPLOT_TEXT_H_
#define LEHR_CLIENT_PLOT_GNUPLOT_TEXT_H_

#include <string>
#include <string_view>

namespace lehr::client {

// Text of other people, such as the name of a treatment, in gnuplot's enhanced
// text: nothing in it means anything. Control characters become spaces.
std::string PlainText(std::string_view text);

// A word of gnuplot's language: 'text'. In single quotes there are no escapes,
// no variables and no commands of a shell; line feeds become spaces.
std::string Quoted(std::string_view text);

// A number of gnuplot's language: with a point or an exponent, so that it is
// never divided as a whole number.
std::string Number(double value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_GNUPLOT_TEXT_H_
