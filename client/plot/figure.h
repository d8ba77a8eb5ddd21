#ifndef LEHR_CLIENT_PLOT_FIGURE_H_
#define LEHR_CLIENT_PLOT_FIGURE_H_

#include <optional>
#include <string>
#include <vector>

namespace lehr::client {

// Where the error of a sample comes from.
enum class ErrorKind {
  kNone,
  kReplicas,   // standard error of the mean over replicas
  kWithinRun,  // of a single replica: block averages within its run
};

// A Sample is one value of a series.
struct Sample {
  double x = 0;
  double y = 0;
  double error = 0;  // of y, one standard error
  ErrorKind kind = ErrorKind::kNone;
  int replicas = 1;
};

// What a series looks like.
enum class Mark {
  kPoints,   // symbols with bars, joined by a thin line
  kLine,     // a line, with the error as a band around it
  kScatter,  // symbols alone
  kGuide,    // a thin line without a place in the legend
};

// A Series is what has one color.
struct Series {
  std::string name;  // in the legend
  // The color, symbol and dash: 0 is black, for what others are compared to.
  int look = 0;
  Mark mark = Mark::kPoints;
  std::vector<Sample> samples;
};

// A Label is the text at an axis.
struct Label {
  std::string symbol;  // as papers write it, in gnuplot's enhanced text
  std::string name;    // "young_modulus": plain, for tables
  std::string unit;    // "GPa"; empty or "1" for pure numbers
};

// A Panel is one pair of axes.
struct Panel {
  Label x;
  Label y;
  std::string title;  // above a column of panels: "thermal pressure"
  std::vector<Series> series;
  // A level to compare with, drawn across: its x does not count.
  std::optional<Sample> level;
  std::string level_name;
  std::optional<double> vertical;  // a position on the x axis
  std::string vertical_name;
  // If there are any, x counts them from 0.
  std::vector<std::string> categories;
};

// A Figure is panels in rows from the top left. Those of a column have one x
// axis, those of a row one range of y.
struct Figure {
  std::string kind;     // "moduli"
  std::string caption;  // a sentence, for people
  std::size_t columns = 1;
  std::vector<Panel> panels;
  std::string note;  // what bars and bands mean
};

// What the errors of a figure's samples are, for its note.
std::string ErrorNote(const Figure& figure);

// What is drawn, one line a sample: panel, series, quantity and value of x and
// y, the error, what it is, and the number of replicas.
std::string FigureCsv(const Figure& figure);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_FIGURE_H_
