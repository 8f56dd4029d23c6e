using System.Diagnostics;
using System.Text.RegularExpressions;
using Compensation.Silo.Serving;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>The files that run the program in containers. No image is built here, which would take an engine.</summary>
public sealed partial class ComposeTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "docker"), "compose*.yaml").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Settings_InAComposeFile_AreSettingsOfTheProgram(string file)
    {
        // Only a cluster has it, which is another build.
        string[] known = [.. ServerSettings.Known.Keys, "Cluster"];

        var named = Setting().Matches(Repository.Read($"docker/{file}"))
            .Select(name => name.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();

        named.ShouldNotBeEmpty();
        named.Except(known).ShouldBeEmpty();
    }

    [ComposeTheory]
    [MemberData(nameof(Files))]
    public void ComposeFile_PassesItsCheck(string file)
    {
        var folder = Path.Combine(Repository.Root, "docker");
        var start = new ProcessStartInfo(Compose!.Value.Program, [.. Compose.Value.Arguments, "-f", "-", "--project-directory", folder, "config", "--quiet"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        (start.Environment["ISSUER"], start.Environment["PASSWORD"], start.Environment["ORLEANS_SQL"]) = ("https://id.example", "a", "/orleans");

        using var check = Process.Start(start)!;
        // The older program, which some systems still carry, knows everything in our files but the project's name.
        check.StandardInput.Write(ProjectName().Replace(Repository.Read($"docker/{file}"), ""));
        check.StandardInput.Close();
        var complaints = check.StandardError.ReadToEnd();
        check.WaitForExit();

        (check.ExitCode, complaints).ShouldBe((0, ""));
    }

    [GeneratedRegex(@"COMPENSATION__(\w+)")]
    private static partial Regex Setting();

    [GeneratedRegex("^name: .*", RegexOptions.Multiline)]
    private static partial Regex ProjectName();

    private static (string Program, string[] Arguments)? Compose { get; } = Runs("docker", "compose") ? ("docker", ["compose"])
        : Runs("docker-compose") ? ("docker-compose", []) : null;

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var version = Process.Start(new ProcessStartInfo(program, [.. arguments, "version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            version.WaitForExit();
            return version.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Marks a test that needs docker's client with compose; it is left out, and says so, where there is none.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ComposeTheoryAttribute : TheoryAttribute
    {
        public ComposeTheoryAttribute() => Skip = Compose is null ? "needs docker compose: install docker's client with its compose plugin." : null;
    }
}
