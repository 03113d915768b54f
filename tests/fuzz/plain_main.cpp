// SPDX-License-Identifier: BSL-1.0
// Where there is no libFuzzer: runs the files of a corpus, and mutations of them.
#include "fuzzer.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

struct Options {
    std::string corpus;
    std::uint64_t runs = 1000;
    std::uint64_t seed = 1;
    bool one = false; // only run number `runs`
};

// what runs now, for the signal handler
std::uint64_t current_run = 0;
std::uint64_t current_seed = 0;

/// Numbers are written by hand: nothing else is safe in a signal handler.
void tell_run(int signal)
{
    char text[96] = "fuzzer: repeat with --only ";
    const auto append = [&](std::uint64_t number) {
        char digits[24];
        std::size_t count = 0;
        do
            digits[count++] = static_cast<char>('0' + number % 10);
        while ((number /= 10) != 0);
        std::size_t end = std::strlen(text);
        while (count > 0)
            text[end++] = digits[--count];
        text[end] = '\0';
    };
    append(current_run);
    std::strcat(text, " --seed ");
    append(current_seed);
    std::strcat(text, "\n");
    [[maybe_unused]] const auto ignored = ::write(2, text, std::strlen(text));
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

std::vector<std::string> read_corpus(const std::string& directory)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        paths.push_back(entry.path());
    std::ranges::sort(paths);
    std::vector<std::string> inputs;
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return inputs;
}

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) { return bound == 0 ? 0 : random() % bound; }

/// One small change.
void mutate(std::string& input, const std::vector<std::string>& corpus, Random& random)
{
    const std::size_t at = below(random, input.size());
    const std::size_t size = below(random, std::min<std::size_t>(input.size() - at, 16) + 1);
    switch (below(random, 6)) {
    case 0:
        if (!input.empty())
            input[at] = static_cast<char>(random());
        break;
    case 1:
        if (!input.empty())
            input[at] = static_cast<char>(input[at] ^ (1 << below(random, 8)));
        break;
    case 2:
        input.insert(at, 1 + below(random, 8), static_cast<char>(random()));
        break;
    case 3:
        input.erase(at, size);
        break;
    case 4:
        input.insert(below(random, input.size() + 1), input.substr(at, size));
        break;
    default:
        input.resize(at);
        input += corpus[below(random, corpus.size())];
        break;
    }
}

/// Either new choices or a corpus file with a few changes: the same for the same seed and run.
std::string make_input(const std::vector<std::string>& corpus, std::uint64_t seed,
                       std::uint64_t run)
{
    Random random(seed * 1'000'003 + run);
    if (corpus.empty() || below(random, 4) == 0) {
        std::string input(below(random, 400), '\0');
        std::ranges::generate(input, [&] { return static_cast<char>(random()); });
        return input;
    }
    std::string input = corpus[below(random, corpus.size())];
    for (std::size_t changes = 1 + below(random, 8); changes > 0; --changes)
        mutate(input, corpus, random);
    return input;
}

void run(const std::string& input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

Options parse(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const auto number = [&] { return i + 1 < argc ? std::stoull(argv[++i]) : 0; };
        if (argument == "--seed")
            options.seed = number();
        else if (argument == "--runs" || argument == "--only") {
            options.one = argument == "--only";
            options.runs = number();
        } else
            options.corpus = argument;
    }
    return options;
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = parse(argc, argv);
    const auto corpus = options.corpus.empty() ? std::vector<std::string>()
                                               : read_corpus(options.corpus);
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL})
        std::signal(signal, tell_run);
    current_seed = options.seed;
    for (const std::string& input : corpus)
        run(input);
    for (current_run = options.one ? options.runs : 1; current_run <= options.runs; ++current_run)
        run(make_input(corpus, options.seed, current_run));
    std::cout << corpus.size() << " files, " << options.runs << " runs with seed " << options.seed
              << '\n';
}
