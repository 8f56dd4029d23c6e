using System.Text.Json;

namespace Compensation.Silo.Tests;

/// <summary>What the program answered to one command line.</summary>
public sealed record Answer(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs the program within the test.</summary>
    public static Answer To(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return new Answer(CommandLine.Run(args, output, error), output.ToString(), error.ToString());
    }

    /// <summary>The output as JSON.</summary>
    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;
}
