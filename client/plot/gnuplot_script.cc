#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/plot/figure_layout.h"
#include "client/plot/gnuplot.h"
#include "client/plot/gnuplot_text.h"

namespace lehr::client {
namespace {

// A Look is color, gnuplot's symbol and dash pattern.
struct Look {
  const char* color;
  int symbol;
  const char* dash;
};

// Okabe and Ito without their yellow, which is too light for lines.
constexpr std::array<Look, 8> kLooks = {{{"#000000", 7, "solid"},
                                         {"#D55E00", 5, "solid"},
                                         {"#0072B2", 9, "(14,4)"},
                                         {"#009E73", 13, "(7,3)"},
                                         {"#CC79A7", 11, "(12,3,2,3)"},
                                         {"#E69F00", 15, "(3,3)"},
                                         {"#56B4E9", 4, "(16,3,2,3,2,3)"},
                                         {"#7F7F7F", 6, "(2,2)"}}};

const Look& LookOf(int number) {
  const auto others = static_cast<int>(kLooks.size()) - 1;
  const int place = number == 0 ? 0 : 1 + (number - 1) % others;
  return kLooks[static_cast<std::size_t>(place)];
}

std::string TerminalOf(PictureFormat format, const FigureLayout& layout) {
  switch (format) {
    case PictureFormat::kPng:
      // Twice as many pixels, so that it is sharp in print.
      return absl::StrFormat(
          "pngcairo enhanced size %d,%d font 'sans,12' fontscale 1.5 "
          "linewidth 2 pointscale 1.7",
          2 * layout.width, 2 * layout.height);
    case PictureFormat::kPdf:
      return absl::StrFormat(
          "pdfcairo enhanced size %.3fin,%.3fin font 'sans,9' linewidth 1 "
          "pointscale 0.6",
          layout.width / 96.0, layout.height / 96.0);
    case PictureFormat::kSvg:
      break;
  }
  return absl::StrFormat(
      "svg enhanced size %d,%d fixed background '#ffffff' font "
      "'Helvetica,Arial,sans-serif,12' "
      "linewidth 1.2",
      layout.width, layout.height);
}

std::string ScreenX(const FigureLayout& layout, double pixels) {
  return absl::StrFormat("screen %.6f", pixels / layout.width);
}

std::string ScreenY(const FigureLayout& layout, double pixels) {
  return absl::StrFormat("screen %.6f", pixels / layout.height);
}

// "Young's modulus (GPa)".
std::string AxisText(const Label& label) {
  const bool has_unit = !label.unit.empty() && label.unit != "1";
  return has_unit ? absl::StrCat(label.symbol, " (", label.unit, ")")
                  : label.symbol;
}

// Writes the script of one figure.
class Script {
 public:
  Script(const Figure& figure, const FigureLayout& layout)
      : figure_(figure), layout_(layout) {}

  void AddPanel(std::size_t index) {
    AddBlocks(index);
    AddPlace(index);
    AddTexts(index);
    AddLegend(index);
    AddTics(index);
    Line("plot ", absl::StrJoin(PlotsOf(index), ", \\\n     "));
    Line("unset label\nunset arrow");
  }

  void AddNote() {
    double y = 8 + static_cast<double>(layout_.note.size() - 1) * 16;
    for (const std::string& line : layout_.note) {
      Line("set label ", Quoted(PlainText(line)), " at ", ScreenX(layout_, 14),
           ",", ScreenY(layout_, y),
           " left font ',10' textcolor rgb '#555555'");
      y -= 16;
    }
  }

  template <typename... Parts>
  void Line(const Parts&... parts) {
    absl::StrAppend(&text_, parts..., "\n");
  }

  std::string text() const { return text_; }

 private:
  static std::string Block(std::size_t panel, std::size_t series) {
    return absl::StrCat("$p", panel, "s", series);
  }

  void AddBlocks(std::size_t index) {
    const Panel& panel = figure_.panels[index];
    for (std::size_t i = 0; i < panel.series.size(); ++i) {
      Line(Block(index, i), " << EOD");
      for (const Sample& sample : panel.series[i].samples) {
        if (!std::isfinite(sample.x) || !std::isfinite(sample.y)) continue;
        Line(Number(sample.x), " ", Number(sample.y), " ",
             Number(sample.error));
      }
      Line("EOD");
    }
  }

  void AddPlace(std::size_t index) {
    const PanelPlace& place = layout_.places[index];
    Line("set lmargin at ", ScreenX(layout_, place.left));
    Line("set rmargin at ", ScreenX(layout_, place.right));
    Line("set bmargin at ", ScreenY(layout_, place.bottom));
    Line("set tmargin at ", ScreenY(layout_, place.top));
    const AxisRange x = XRange(figure_, index);
    const AxisRange y = YRange(figure_, index);
    Line("set xrange [", Number(x.low), ":", Number(x.high), "]");
    Line("set yrange [", Number(y.low), ":", Number(y.high), "]");
  }

  void AddTexts(std::size_t index) {
    const Panel& panel = figure_.panels[index];
    const PanelPlace& place = layout_.places[index];
    Line("set xlabel ", Quoted(place.last_in_column ? AxisText(panel.x) : ""));
    Line("set ylabel ", Quoted(place.first_in_row ? AxisText(panel.y) : ""));
    std::string title;
    if (figure_.panels.size() > 1) {
      title = absl::StrFormat("{/:Bold (%c)}", 'a' + static_cast<int>(index));
    }
    const double title_y =
        place.top + (place.first_in_column ? layout_.legend_height + 15 : 11);
    if (place.first_in_column && !panel.title.empty()) {
      absl::StrAppend(&title, title.empty() ? "" : "  ",
                      PlainText(panel.title));
    }
    if (!title.empty()) {
      Line("set label ", Quoted(title), " at ", ScreenX(layout_, place.left),
           ",", ScreenY(layout_, title_y), " left front");
    }
    if (!panel.vertical.has_value()) return;
    Line("set arrow from ", Number(*panel.vertical), ",graph 0 to ",
         Number(*panel.vertical),
         ",graph 1 nohead lc rgb '#555555' lw 1 dt (4,4) back");
    Line("set label ", Quoted(panel.vertical_name), " at ",
         Number(*panel.vertical), ",graph 0.06 left offset character 0.6,0");
  }

  // Above the column's first panel; the others have none.
  void AddLegend(std::size_t index) {
    const PanelPlace& place = layout_.places[index];
    if (!place.first_in_column || layout_.legend_height == 0) {
      Line("unset key");
      return;
    }
    Line("set key at ", ScreenX(layout_, place.left), ",",
         ScreenY(layout_, place.top + layout_.legend_height + 4),
         " left top Left reverse vertical maxrows ",
         std::max(layout_.legend_height / 17, 1),
         " samplen 2.5 spacing 1.05 font ',11' width 1 nobox");
  }

  void AddTics(std::size_t index) {
    const Panel& panel = figure_.panels[index];
    const PanelPlace& place = layout_.places[index];
    if (panel.categories.empty()) {
      AddNumericTics(index);
    } else {
      std::vector<std::string> tics;
      for (std::size_t i = 0; i < panel.categories.size(); ++i) {
        tics.push_back(
            absl::StrCat(Quoted(PlainText(panel.categories[i])), " ", i));
      }
      Line("set xtics ",
           layout_.slanted_categories ? "rotate by 30 right " : "norotate ",
           "(", absl::StrJoin(tics, ", "), ")");
    }
    Line("set format x ", place.last_in_column ? "'%h'" : "''");
    Line("set format y ", place.first_in_row ? "'%h'" : "''");
  }

  // At the values of the sweep, where they are few; else where gnuplot likes.
  void AddNumericTics(std::size_t index) {
    const std::vector<double> values = XTics(figure_, index);
    if (values.empty()) {
      Line("set xtics norotate autofreq\nset mxtics 2");
      return;
    }
    Line("set xtics norotate (",
         absl::StrJoin(values, ", ",
                       [](std::string* out, double value) {
                         out->append(Number(value));
                       }),
         ")\nunset mxtics");
  }

  std::vector<std::string> PlotsOf(std::size_t index) const {
    const Panel& panel = figure_.panels[index];
    std::vector<std::string> plots;
    if (panel.level.has_value()) AddLevel(index, &plots);
    // Bands lie below all lines.
    for (std::size_t i = 0; i < panel.series.size(); ++i) {
      if (panel.series[i].mark == Mark::kLine) AddBand(index, i, &plots);
    }
    for (std::size_t i = 0; i < panel.series.size(); ++i) {
      AddSeries(index, i, &plots);
    }
    // gnuplot wants something to draw.
    if (plots.empty()) plots.emplace_back("NaN notitle");
    return plots;
  }

  void AddLevel(std::size_t index, std::vector<std::string>* plots) const {
    const Panel& panel = figure_.panels[index];
    const Sample& level = *panel.level;
    if (level.error > 0) {
      plots->push_back(absl::StrFormat(
          "'+' using 1:(%s):(%s) with filledcurves lc rgb '#000000' fs "
          "transparent solid 0.12 noborder notitle",
          Number(level.y - level.error), Number(level.y + level.error)));
    }
    plots->push_back(
        absl::StrFormat("%s with lines lc rgb '#000000' lw 1 dt (5,4) title %s",
                        Number(level.y), Quoted(PlainText(panel.level_name))));
  }

  void AddBand(std::size_t index, std::size_t i,
               std::vector<std::string>* plots) const {
    const Series& series = figure_.panels[index].series[i];
    const bool has_errors =
        std::any_of(series.samples.begin(), series.samples.end(),
                    [](const Sample& sample) { return sample.error > 0; });
    if (!has_errors) return;
    plots->push_back(absl::StrFormat(
        "%s using 1:($2-$3):($2+$3) with filledcurves lc rgb '%s' fs "
        "transparent solid 0.18 noborder notitle",
        Block(index, i), LookOf(series.look).color));
  }

  void AddSeries(std::size_t index, std::size_t i,
                 std::vector<std::string>* plots) const {
    const Series& series = figure_.panels[index].series[i];
    const Look& look = LookOf(series.look);
    const std::string block = Block(index, i);
    const std::string title = series.name.empty()
                                  ? "notitle"
                                  : "title " + Quoted(PlainText(series.name));
    switch (series.mark) {
      case Mark::kLine:
        plots->push_back(
            absl::StrFormat("%s using 1:2 with lines lc rgb '%s' lw 1.6 dt %s "
                            "%s",
                            block, look.color, look.dash, title));
        return;
      case Mark::kGuide:
        plots->push_back(absl::StrFormat(
            "%s using 1:2 with lines lc rgb '%s' lw 1 dt (5,4) notitle", block,
            look.color));
        return;
      case Mark::kScatter:
        plots->push_back(
            absl::StrFormat("%s using 1:2 with points lc rgb '%s' pt %d ps 0.4 "
                            "%s",
                            block, look.color, look.symbol, title));
        return;
      case Mark::kPoints:
        break;
    }
    plots->push_back(absl::StrFormat(
        "%s using 1:2:($3>0?$3:NaN) with yerrorbars lc rgb '%s' lw 1.3 pt 0 "
        "notitle",
        block, look.color));
    const bool joined = figure_.panels[index].categories.empty();
    plots->push_back(absl::StrFormat(
        "%s using 1:2 with %s lc rgb '%s' pt %d ps 0.9 %s", block,
        joined ? absl::StrCat("linespoints lw 1 dt ", look.dash) : "points",
        look.color, look.symbol, title));
  }

  const Figure& figure_;
  const FigureLayout& layout_;
  std::string text_;
};

}  // namespace

std::string GnuplotScript(const Figure& figure, PictureFormat format,
                          const std::filesystem::path& output) {
  const FigureLayout layout = LayOutFigure(figure);
  Script script(figure, layout);
  script.Line("set encoding utf8\nset minussign");
  script.Line("set terminal ", TerminalOf(format, layout));
  script.Line("set output ", Quoted(output.string()));
  // Frame and ticks as in papers: all four sides, ticks inside, no grid.
  script.Line("set border 15 lw 1");
  script.Line("set xtics in scale 0.7,0.35 mirror");
  script.Line("set ytics in scale 0.7,0.35 mirror");
  script.Line("set mytics 2");
  script.Line("set samples 2\nset multiplot");
  if (!layout.note.empty()) script.AddNote();
  for (std::size_t i = 0; i < figure.panels.size(); ++i) script.AddPanel(i);
  script.Line("unset multiplot\nunset output");
  return script.text();
}

}  // namespace lehr::client
