using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Compensation.Silo.Output;

/// <summary>Represents where a command's answer goes: tables and bars for a person, one JSON value for a program.</summary>
/// <remarks>Colours and progress bars appear only where a person sees them: on a real terminal, not in a file, a pipe or a
/// test.</remarks>
internal sealed class Terminal
{
    private const int WidthOfFiles = 120;

    // The answer is read by programs and people, not embedded in a page: "<" and "ü" stay as they are.
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly TextWriter output;
    private readonly TextWriter error;

    /// <summary>Makes a terminal over two writers.</summary>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where complaints and progress go.</param>
    /// <param name="isForPrograms">Whether the answer is JSON.</param>
    public Terminal(TextWriter output, TextWriter error, bool isForPrograms)
    {
        this.output = output;
        this.error = error;
        IsForPrograms = isForPrograms;
        People = ConsoleOn(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
    }

    /// <summary>Whether the answer is JSON.</summary>
    public bool IsForPrograms { get; }

    /// <summary>What a person reads.</summary>
    public IAnsiConsole People { get; }

    /// <summary>Writes a line for people, as it is: nothing in it is taken for markup, and it is not wrapped.</summary>
    public void WriteLine(string text = "") => output.WriteLine(text);

    /// <summary>Writes text of several lines for people, as it is.</summary>
    public void Write(string text) => output.Write(text);

    /// <summary>Writes a complaint.</summary>
    public void Complain(string text) => error.WriteLine(text);

    /// <summary>Writes the whole answer for a program.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JsonOptions))
        {
            write(json);
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Does long work, with a progress bar if a person is watching.</summary>
    /// <param name="what">What is done, such as <c>Writing orders</c>.</param>
    /// <param name="steps">How many steps there are.</param>
    /// <param name="work">The work; it calls its argument with the number of steps done since the last call.</param>
    public T Work<T>(string what, long steps, Func<Action<long>, T> work)
    {
        if (!ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected)
        {
            return work(_ => { });
        }

        return ConsoleOn(error, isTerminal: true).Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask(Markup.Escape(what), maxValue: Math.Max(1, steps));
                return work(done => bar.Increment(done));
            });
    }

    /// <summary>Does work of several phases that cannot say how far they are, with a bar if a person is watching.</summary>
    /// <param name="phases">How many phases there are.</param>
    /// <param name="work">The work; it calls its argument with a phase's name as it begins.</param>
    public T Phases<T>(int phases, Func<Action<string>, T> work)
    {
        if (!ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected)
        {
            return work(_ => { });
        }

        return ConsoleOn(error, isTerminal: true).Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("beginning", maxValue: phases);
                var begun = 0;
                return work(phase =>
                {
                    bar.Value = begun++;
                    bar.Description = Markup.Escape(phase);
                });
            });
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = WidthOfFiles;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
