#include "libcore/ops/repodata_entries.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "libcore/base/text.h"
#include "libcore/conda/entry.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/repodata_input.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/text/trailer.h"

namespace tlog {

namespace {

// A piece of work for a thread: some records, few enough for their lines to stay small, and enough to be worth it.
constexpr size_t kBatchRecords = 512;
constexpr size_t kBatchBytes = 256 * 1024;
constexpr size_t kBatchesAhead = 8;
constexpr size_t kMoreBytes = 64;  // of a line than of its record and filename, mostly

using Batch = std::vector<PackageView>;

struct Lines {
  std::string text;                              // with line ends
  std::vector<size_t> ends;                      // of each line, behind its line end
  std::vector<Hash> leaf_hashes;                 // empty when no root is wanted
  std::vector<std::pair<size_t, Error>> faults;  // before the line of that number
};

// The next records, or nothing.
std::optional<Batch> next_batch(Repodata::Walk& walk) {
  Batch batch;
  size_t bytes = 0;
  while (batch.size() < kBatchRecords && bytes < kBatchBytes) {
    const auto package = walk.next();
    if (!package) break;
    bytes += package->record.size();
    batch.push_back(*package);
  }
  if (batch.empty()) return std::nullopt;
  return batch;
}

Lines make_lines(const Batch& batch, const std::optional<std::string>& subdir, bool with_hashes, bool keep_going) {
  EntryWriter writer(subdir);
  Lines lines;
  size_t bytes = 0;
  for (const PackageView& package : batch) bytes += package.record.size() + package.filename.raw.size() + kMoreBytes;
  lines.text.reserve(bytes);
  for (const PackageView& package : batch) {
    if (auto status = writer.append(package, lines.text); !status) {
      lines.faults.emplace_back(lines.ends.size(), std::move(status).error());
      if (!keep_going) break;
      continue;
    }
    lines.text.push_back('\n');
    lines.ends.push_back(lines.text.size());
  }
  if (!with_hashes) return lines;
  std::vector<ByteView> entries;
  size_t start = 0;
  for (const size_t end : lines.ends) {
    entries.push_back(as_bytes(std::string_view(lines.text).substr(start, end - start - 1)));
    start = end;
  }
  lines.leaf_hashes.resize(entries.size());
  hash_leaves(entries, lines.leaf_hashes.data());
  return lines;
}

class Run {
 public:
  Run(const RepodataEntriesRequest& request, Host& host)
      : request_(request),
        host_(host),
        loader_({.max_bytes = request.max_bytes, .jobs = request.jobs, .http = request.http}, host) {}

  Result<Verdict> run() {
    for (const RepodataInput& input : request_.inputs) {
      if (stopped_ || left() == 0) break;
      if (auto status = read(input); !status) {
        report_skipped();
        return std::move(status).error();
      }
    }
    if (!stopped_ && request_.trailer) {
      host_.emit(format_trailer({.entries = entries_, .root_hash = range_.root()}));
    }
    report_skipped();
    return skipped_ > 0 ? Verdict::kNo : Verdict::kYes;
  }

 private:
  uint64_t left() const { return request_.limit ? *request_.limit - entries_ : UINT64_MAX; }

  Status read(const RepodataInput& input) {
    const std::string name = repodata_input_name(input.path);
    TRY(const auto loaded, loader_.load(input.path));
    if (!loaded) {
      stopped_ = true;
      return {};
    }
    const Repodata& repodata = loaded->repodata;
    CHECK(check_subdir(input, repodata, name));
    if (repodata.size() == 0) host_.warn(name + ": no packages");
    return write(repodata, input.subdir ? input.subdir : repodata.subdir(), name);
  }

  static Status check_subdir(const RepodataInput& input, const Repodata& repodata, const std::string& name) {
    if (!input.subdir || !repodata.subdir() || *input.subdir == *repodata.subdir()) return {};
    return Error(Errc::kMalformed, fmt::format("{}: info.subdir is \"{}\", not \"{}\"", name,
                                               printable(*repodata.subdir()), printable(*input.subdir)))
        .hint("leave --subdir out, and the input's own is taken");
  }

  Status write(const Repodata& repodata, const std::optional<std::string>& subdir, const std::string& name) {
    Repodata::Walk walk(repodata, request_.order);
    const std::function<std::optional<Batch>()> produce = [&walk] { return next_batch(walk); };
    const std::function<Lines(Batch)> work = [&](const Batch& batch) {
      return make_lines(batch, subdir, request_.trailer, request_.keep_going);
    };
    Status status;
    const std::function<bool(Lines)> consume = [&](const Lines& lines) {
      status = take(lines, name);
      return status.ok() && !stopped_ && left() > 0;
    };
    ordered_crew<Batch, Lines>(request_.jobs, request_.jobs + kBatchesAhead, produce, work, consume);
    return status;
  }

  // Writes the lines that the limit leaves, and reports the faults that come before the last of them.
  Status take(const Lines& lines, const std::string& name) {
    const auto count = static_cast<size_t>(std::min<uint64_t>(lines.ends.size(), left()));
    const bool all = count == lines.ends.size() && left() > count;
    const Error* first_fault = nullptr;
    for (const auto& [at, error] : lines.faults) {
      if (at >= count && !all) break;
      if (!request_.keep_going) {
        first_fault = &error;
        break;
      }
      skipped_++;
      host_.error(name + ": " + error.message());
    }
    if (count > 0 && !host_.emit_raw(std::string_view(lines.text).substr(0, lines.ends[count - 1]))) stopped_ = true;
    if (host_.cancelled()) stopped_ = true;
    if (request_.trailer) range_.append(range_of(entries_, std::span(lines.leaf_hashes).first(count)));
    entries_ += count;
    host_.progress({.items = entries_, .unit = "entries", .done_bytes = 0, .total_bytes = std::nullopt});
    if (first_fault != nullptr) return Error(*first_fault).context(name);
    return {};
  }

  void report_skipped() {
    if (skipped_ > 0) host_.error(fmt::format("{} record{} left out", skipped_, skipped_ == 1 ? "" : "s"));
  }

  const RepodataEntriesRequest& request_;
  Host& host_;
  RepodataLoader loader_;
  CompactRange range_;
  uint64_t entries_ = 0;
  uint64_t skipped_ = 0;
  bool stopped_ = false;  // nobody reads on, or a signal
};

}  // namespace

Result<Verdict> repodata_entries(const RepodataEntriesRequest& request, Host& host) {
  ASSERT(request.max_bytes <= kMaxRepodataBytes);
  return Run(request, host).run();
}

}  // namespace tlog
