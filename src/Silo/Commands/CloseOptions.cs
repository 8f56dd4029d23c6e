using System.CommandLine;

namespace Compensation.Silo.Commands;

/// <summary>Makes the options that commands which close periods have in common.</summary>
internal static class CloseOptions
{
    private const int MostThreads = 256;

    private static int Processors => Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>The folder with the files of the company.</summary>
    public static Option<DirectoryInfo> Data(bool required) => new Option<DirectoryInfo>("--data")
    {
        Description = "The folder with sellers.csv, orders.csv and the optional files.",
        HelpName = "DIR",
        Required = required,
    }.AcceptExistingOnly();

    /// <summary>The run of the period before.</summary>
    public static Option<DirectoryInfo> Previous(string description) => new Option<DirectoryInfo>("--previous")
    {
        Description = description,
        HelpName = "RUN",
    }.AcceptExistingOnly();

    /// <summary>The plan file.</summary>
    public static Option<FileInfo> Plan(string description) => new Option<FileInfo>("--plan")
    {
        Description = description,
        HelpName = "FILE",
        Required = true,
    }.AcceptExistingOnly();

    /// <summary>How many threads calculate.</summary>
    public static Option<int> Threads() => NumberOption.Between(
        "--threads", "How many threads calculate; the result is the same with any number.", 1, MostThreads,
        Processors, "the number of processors");

    /// <summary>The threads that were asked for, or as many as there are processors.</summary>
    public static int ThreadsOf(ParseResult arguments, Option<int> threads) =>
        arguments.GetResult(threads) is null ? Processors : arguments.GetValue(threads);
}
