using System.Collections.Concurrent;
using Compensation.Silo;
using Compensation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>What a container is told of the server.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Server_ThatStops_IsAliveAndNotReady()
    {
        await using var server = await ApiServer.StartAsync();
        using var log = new ErrorLog();
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        Ask(server, "--live").ShouldBe((ExitCode.Ok, "Healthy"));
        Ask(server).ShouldBe((ExitCode.Ok, "Healthy"));

        // Whoever looks on while it stops still gets an answer.
        (int, string)? live = null;
        (int, string)? ready = null;
        var life = server.Services.GetRequiredService<IHostApplicationLifetime>();
        life.ApplicationStopping.Register(() => (live, ready) = (Ask(server, "--live"), Ask(server)));
        life.StopApplication();

        live.ShouldBe((ExitCode.Ok, "Healthy"));
        ready.ShouldBe((ExitCode.Findings, "503 Unhealthy"));
        log.Lines.ShouldBeEmpty("a server that is told to stop has no error");
    }

    [Fact]
    public void Server_ThatIsNotThere_IsNotHealthy() => CommandLine.Run(
        ["health", "--at", $"http://127.0.0.1:{PostgreSqlServer.FreePort()}"], TextWriter.Null, TextWriter.Null).ShouldBe(ExitCode.Findings);

    private static (int ExitCode, string Says) Ask(ApiServer server, params string[] options)
    {
        using var output = new StringWriter();
        return (CommandLine.Run(["health", "--at", server.Address.ToString(), .. options], output, TextWriter.Null), output.ToString().Trim());
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
