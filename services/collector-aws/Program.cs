using CauseFlow.CollectorAws;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(CollectorAwsRegistration.Service);
builder.Services.AddCollectorAws(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);
var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
app.Run();
