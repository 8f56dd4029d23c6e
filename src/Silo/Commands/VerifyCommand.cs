using System.CommandLine;
using Compensation.Ledger.Runs;
using Compensation.Silo.Closing;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>verify</c>: whether a run package is what was written, and whether its numbers are right.</summary>
internal sealed class VerifyCommand : TerminalCommand
{
    private readonly Argument<DirectoryInfo> run =
        new Argument<DirectoryInfo>("RUN") { Description = "The run package." }.AcceptExistingOnly();

    private readonly Option<DirectoryInfo> data = CloseOptions.Data(required: false);

    private readonly Option<DirectoryInfo> previous = CloseOptions.Previous(
        "The run of the period before, where it does not lie beside this one.");

    private readonly Option<int> threads = CloseOptions.Threads();

    /// <summary>Makes the command.</summary>
    public VerifyCommand()
        : base("verify", "Proves a run package: hashes it and, with --data, calculates it again and compares every byte.")
    {
        Add(run);
        Add(data);
        Add(previous);
        Add(threads);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var folder = arguments.GetRequiredValue(run).ToString();
        var seal = RunVerification.Verify(folder);
        if (!seal.IsWhole || arguments.GetValue(data) is not { } files)
        {
            return Report(terminal, folder, new Proof(seal.Root, Recalculated: false, seal.Findings, null));
        }

        var package = RunPackage.Open(folder);
        var (before, why) = RunChain.FindPrevious(package, arguments.GetValue(previous)?.ToString());
        if (why.Length > 0)
        {
            terminal.Complain(why);
            return ExitCode.Usage;
        }

        var recalculation = new Recalculation(package, before, files.ToString(), CloseOptions.ThreadsOf(arguments, threads));
        return Report(terminal, folder, terminal.Phases(Recalculation.Phases, recalculation.Prove));
    }

    private static int Report(Terminal terminal, string folder, Proof proof)
    {
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => Write(json, folder, proof));
        }
        else
        {
            Print(terminal, folder, proof);
        }

        return proof.Holds ? ExitCode.Ok : ExitCode.Findings;
    }

    private static void Print(Terminal terminal, string folder, Proof proof)
    {
        FindingsReport.Print(terminal, proof.Findings, _ => null);
        if (proof.Difference is { } difference)
        {
            terminal.WriteLine($"{Path.Combine(folder, difference.File)}{(difference.Line > 0 ? $":{difference.Line}" : "")}: "
                + $"{(difference.Field.Length > 0 ? $"'{difference.Field}'" : "it")} is '{difference.Actual}', "
                + $"but calculated again '{difference.Expected}'.");
        }

        terminal.WriteLine((proof.Holds, proof.Recalculated) switch
        {
            (true, true) => "The package is whole, and calculated again it is the same to the byte.",
            (true, false) => "The package is whole: every file has the hash that was sealed. Its numbers were not calculated "
                + "again; --data DIR does that.",
            (false, true) => "The package is whole, but calculated again it differs.",
            _ => "The package is not proven.",
        });
        if (proof.Root.Length > 0)
        {
            terminal.WriteLine($"Root hash {proof.Root}");
        }
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, string folder, Proof proof)
    {
        json.WriteStartObject();
        json.WriteString("run", folder);
        json.WriteString("root", proof.Root);
        json.WriteBoolean("holds", proof.Holds);
        json.WriteBoolean("recalculated", proof.Recalculated);
        if (proof.Difference is { } difference)
        {
            json.WriteStartObject("difference");
            json.WriteString("file", difference.File);
            json.WriteNumber("line", difference.Line);
            json.WriteString("field", difference.Field);
            json.WriteString("calculated", difference.Expected);
            json.WriteString("stored", difference.Actual);
            json.WriteEndObject();
        }

        json.WritePropertyName("findings");
        FindingsReport.Write(json, proof.Findings);
        json.WriteEndObject();
    }
}
