using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests;

/// <summary>The help of every command is part of the product's surface: it changes on purpose or not at all.</summary>
public sealed class HelpTests
{
    [Fact]
    public void Help_OfEveryCommand_IsAsApproved()
    {
        var text = new StringBuilder();
        foreach (var path in Paths(CommandLine.Build(), []))
        {
            var answer = Answer.To([.. path, "--help"]);
            answer.ExitCode.ShouldBe(ExitCode.Ok);
            answer.Errors.ShouldBeEmpty();
            text.Append("$ ").AppendJoin(' ', ["compensation", .. path, "--help"]).AppendLine();
            text.AppendLine(answer.Output.Trim()).AppendLine();
        }

        Approve(text.ToString().ReplaceLineEndings("\n"));
    }

    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => Paths(child, [.. path, child.Name])).Prepend(path);

    private static void Approve(string text, [CallerFilePath] string source = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(source)!, "Approved", "help.txt");
        if (Environment.GetEnvironmentVariable("COMPENSATION_APPROVE") == "1")
        {
            File.WriteAllText(approved, text);
        }

        text.ShouldBe(File.ReadAllText(approved), "COMPENSATION_APPROVE=1 writes the new help to the approved file.");
    }
}
